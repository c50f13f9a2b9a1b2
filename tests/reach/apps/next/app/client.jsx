'use client'

import { useEffect } from 'react'
import '../main.js'

export default function Client() {
  useEffect(() => {
    document.title = 'application'
  }, [])
  return null
}

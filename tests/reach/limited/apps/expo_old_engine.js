// The same where the engine has none of what Hermes has had since React Native 0.74.

import 'react-native/setup-env'
import 'fast-text-encoding'
import { decode, encode } from 'base-64'

globalThis.atob = decode
globalThis.btoa = encode

require('./expo')

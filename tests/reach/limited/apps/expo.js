// An application of Expo: its own entry begins with the same import.

import 'expo/build/winter'
import * as library from 'eventsource-wasm'
import { runSteps } from './steps'

runSteps(library)

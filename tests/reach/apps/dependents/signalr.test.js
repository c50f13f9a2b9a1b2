import * as signalR from '@microsoft/signalr'
import { FetchEventSource } from 'eventsource-wasm'
import { testSignalR } from './signalr.js'

testSignalR(signalR, { EventSource: FetchEventSource })

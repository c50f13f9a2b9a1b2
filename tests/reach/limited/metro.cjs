// Bundles an application as Metro does for React Native. Arguments: the folder, the profile of the engine, the name of the output.

const { join } = require('node:path')
const { getDefaultConfig, mergeConfig } = require('@react-native/metro-config')
const { runBuild } = require('metro')
const { FileStore } = require('metro-cache')

const [folder, profile, out] = process.argv.slice(2)
const modules = join(__dirname, 'node_modules')

/** Expo's own configuration adds this one file to what React Native's adds. */
const expo = require.resolve('expo/virtual/streams.js')

const defaults = getDefaultConfig(folder)
const config = mergeConfig(defaults, {
  projectRoot: folder,
  watchFolders: [join(folder, '..'), modules],
  cacheStores: [new FileStore({ root: join(folder, '../metro-cache') })],
  maxWorkers: 1,
  reporter: { update() {} },
  resolver: { nodeModulesPaths: [modules, join(folder, '../node_modules')], useWatchman: false },
  serializer: {
    getPolyfills: () => [...defaults.serializer.getPolyfills(), expo],
  },
  transformer: { enableBabelRCLookup: false },
})

module.exports = runBuild(config, {
  entry: join(folder, 'app.js'),
  out: join(folder, out),
  platform: 'ios',
  dev: false,
  minify: false,
  unstable_transformProfile: profile,
}).catch((error) => {
  console.error(error)
  process.exitCode = 1
})

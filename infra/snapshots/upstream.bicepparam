using '../upstream.bicep'

param functionAppName = 'func-fixia'
param webPubSubName = 'wps-fixia'
param keyVaultName = 'kv-fixia'

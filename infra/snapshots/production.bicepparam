// Ten thousand connected users; see the scale table in docs/operations.md.
using '../main.bicep'

param environmentName = 'fixia-production'
param location = 'westeurope'
// In the middle of a rotation: the vault holds both.
param jwtFurtherSecretNames = 'jwt-secret-next'
param jwtIssuer = 'https://fixia.app'
param jwtAudience = 'fixia-notifications'
param allowedOrigins = 'https://fixia.app, https://www.fixia.app'
param alertEmail = 'operators@fixia.app'
// Hashes of nobody's keys. The second one is in the middle of a rotation.
param producers = [
  {
    name: 'marketplace'
    keyHashes: ['20724d362ce3614bb3032c292666b3700910d68f5efeb8d3a3a2dbca695c2d9d']
    rights: ['notify', 'disconnect']
  }
  {
    name: 'operations'
    keyHashes: [
      'f08c2bf1f21c0295753db1932f4faf07a4c2fcbd6d3f118dd0ded4ef1a61ef1e'
      '02b9465b1835dbf644f87492542114b35f3b1dd1523b163fcd3f10fc540a6e3a'
    ]
    rights: ['announce', 'operate']
  }
]
param requireProducerKey = true
param webhooks = [
  { producer: 'marketplace', url: 'https://marketplace.fixia.app/hooks', secretNames: ['webhook-marketplace', 'webhook-marketplace-next'] }
]
param webPubSubSku = 'Premium_P1'
param webPubSubUnits = 20
param cosmosCapacity = 'autoscale'
param cosmosMaxRequestUnits = 10000
param maximumInstanceCount = 100
param alwaysReadyHttp = 2
param alwaysReadyChangeFeed = 1
param zoneRedundant = true
param purgeProtection = true
param logRetentionDays = 90
param logDailyQuotaGb = 20
param traceRatio = '0.01'

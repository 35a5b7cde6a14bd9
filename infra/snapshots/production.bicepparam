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

targetScope = 'subscription'

@description('Name of the azd environment; every name is derived from it.')
@minLength(1)
@maxLength(64)
param environmentName string

@description('Region. It has to offer Flex Consumption.')
@minLength(1)
@metadata({ azd: { type: 'location' } })
param location string

@description('The HS256 secret that the app\'s own tokens are signed with, at least 32 bytes. Empty keeps the one that the key vault holds already, and fails where it holds none.')
@secure()
param jwtSecret string = ''

@description('Names of further secrets in the key vault, separated by commas, that tokens may be signed with too: how a secret is rotated.')
param jwtFurtherSecretNames string = ''

@description('URL of the OpenID Connect issuer whose keys sign the tokens, in place of every secret; empty for secrets.')
param jwtAuthority string = ''

@description('The iss that tokens must carry. Empty, with an authority, for the one that its discovery document names.')
param jwtIssuer string = ''

@description('The aud that tokens must carry.')
param jwtAudience string

@description('The claim of tokens that holds the user.')
param jwtUserClaim string = 'sub'

@description('Origins whose pages may call the app and use the user\'s cookie, separated by commas.')
param allowedOrigins string

@description('Who gets the alerts by mail; empty for nobody.')
param alertEmail string = ''

@description('How long a negotiated URL may be used to connect, hh:mm:ss.')
param clientUrlLifetime string = '00:05:00'

@description('How long polling clients are told to wait between two requests, hh:mm:ss.')
param pollInterval string = '00:00:30'

@description('How many users of one change-feed batch are pushed to side by side.')
param pushParallelism int = 16

@description('How many users a second one large send addresses at most. Each costs some 7 RU to store and 2 to push.')
param batchUsersPerSecond int = 1000

@description('Whether devices tell what they receive, for the analytics and the timeline of a user. Up to a hundred notifications cost one write, 6 RU for twenty.')
param keepReceipts bool = true

@description('Producers that go by a name, each with the SHA-256 of its keys and its rights: notify, announce, disconnect, operate.')
param producers { name: string, keyHashes: string[], rights: ('notify' | 'announce' | 'disconnect' | 'operate')[] }[] = []

@description('Where producers hear which buttons were pressed: the name of the producer, empty for who has none, an https URL, and the names of the secrets in Key Vault that sign.')
param webhooks { producer: string, url: string, secretNames: string[] }[] = []

@description('Whether a producer needs a key of its own beside the function key, which may do everything alone otherwise.')
param requireProducerKey bool = false

@description('Price tier of Web PubSub. Free_F1 holds 20 connections; Premium_P1 adds availability zones, Premium_P2 more than 100 units.')
@allowed(['Free_F1', 'Standard_S1', 'Premium_P1', 'Premium_P2'])
param webPubSubSku string = 'Standard_S1'

@description('Units of Web PubSub; each holds 1,000 connections. How many a tier may have: modules/webpubsub.bicep.')
@minValue(1)
@maxValue(1000)
param webPubSubUnits int = 1

@description('How Cosmos DB throughput is bought.')
@allowed(['serverless', 'autoscale'])
param cosmosCapacity string = 'serverless'

@description('Highest request units per second of Cosmos DB, with autoscale.')
@minValue(1000)
param cosmosMaxRequestUnits int = 1000

@description('Memory of an instance of the app in MB.')
@allowed([512, 2048, 4096])
param instanceMemoryMB int = 2048

@description('Most instances of each scale group of the app.')
@minValue(1)
@maxValue(1000)
param maximumInstanceCount int = 40

@description('Instances that always run for HTTP and Web PubSub events; 0 accepts a cold start after an idle time.')
@minValue(0)
param alwaysReadyHttp int = 1

@description('Instances that always run for each change-feed function that pushes; with 0 the first notification after an idle time is late.')
@minValue(0)
param alwaysReadyChangeFeed int = 1

@description('Spread app, storage and database over three zones of the region.')
param zoneRedundant bool = false

@description('Keep a deleted key vault for its retention time whoever asks for its purge. It can\'t be switched off again.')
param purgeProtection bool = false

@description('Days that logs are kept.')
@minValue(30)
@maxValue(730)
param logRetentionDays int = 30

@description('Most GB of logs that are ingested a day; -1 for no limit.')
param logDailyQuotaGb int = -1

@description('The share of traces that is exported, 0 to 1, written as a text because Bicep has no fractions. Metrics count everything.')
param traceRatio string = '0.05'

var token = toLower(uniqueString(subscription().id, environmentName, location))
var tags = { 'azd-env-name': environmentName }
var origins = filter(map(split(allowedOrigins, ','), origin => trim(origin)), origin => !empty(origin))
var furtherSecretNames = filter(map(split(jwtFurtherSecretNames, ','), name => trim(name)), name => !empty(name))
var jwtSecretNames = empty(jwtAuthority) ? concat(['jwt-secret'], furtherSecretNames) : []

resource group 'Microsoft.Resources/resourceGroups@2024-11-01' = {
  name: 'rg-${environmentName}'
  location: location
  tags: tags
}

module identity 'modules/identity.bicep' = {
  scope: group
  params: {
    name: 'id-${token}'
    location: location
    tags: tags
  }
}

module monitoring 'modules/monitoring.bicep' = {
  scope: group
  params: {
    workspaceName: 'log-${token}'
    applicationInsightsName: 'appi-${token}'
    location: location
    tags: tags
    retentionDays: logRetentionDays
    dailyQuotaGb: logDailyQuotaGb
    appPrincipalId: identity.outputs.principalId
  }
}

module storage 'modules/storage.bicep' = {
  scope: group
  params: {
    name: 'st${token}'
    location: location
    tags: tags
    zoneRedundant: zoneRedundant
    appPrincipalId: identity.outputs.principalId
    workspaceId: monitoring.outputs.workspaceId
  }
}

module cosmos 'modules/cosmos.bicep' = {
  scope: group
  params: {
    name: 'cosmos-${token}'
    location: location
    tags: tags
    capacity: cosmosCapacity
    maxRequestUnits: cosmosMaxRequestUnits
    zoneRedundant: zoneRedundant
    appPrincipalId: identity.outputs.principalId
    workspaceId: monitoring.outputs.workspaceId
  }
}

module webPubSub 'modules/webpubsub.bicep' = {
  scope: group
  params: {
    name: 'wps-${token}'
    location: location
    tags: tags
    sku: webPubSubSku
    units: webPubSubUnits
    appPrincipalId: identity.outputs.principalId
    workspaceId: monitoring.outputs.workspaceId
  }
}

module keyVault 'modules/keyvault.bicep' = {
  scope: group
  params: {
    name: 'kv-${token}'
    location: location
    tags: tags
    purgeProtection: purgeProtection
    jwtSecret: empty(jwtAuthority) || (empty(jwtSecret) && empty(furtherSecretNames))
      ? jwtSecret
      : fail('Set either FIXIA_JWT_AUTHORITY or secrets (FIXIA_JWT_SECRET, FIXIA_JWT_FURTHER_SECRETS), not both.')
    keepsJwtSecret: empty(jwtAuthority) && empty(jwtSecret)
    furtherSecretNames: furtherSecretNames
    appPrincipalId: identity.outputs.principalId
    webPubSubPrincipalId: webPubSub.outputs.principalId
    workspaceId: monitoring.outputs.workspaceId
  }
}

module functions 'modules/functions.bicep' = {
  scope: group
  params: {
    name: 'func-${token}'
    planName: 'plan-${token}'
    location: location
    tags: tags
    identityId: identity.outputs.id
    identityClientId: identity.outputs.clientId
    storageAccountName: storage.outputs.name
    packageContainerUri: storage.outputs.packageContainerUri
    cosmosEndpoint: cosmos.outputs.endpoint
    webPubSubEndpoint: webPubSub.outputs.endpoint
    vaultUri: keyVault.outputs.uri
    jwtSecretNames: jwtSecretNames
    jwtAuthority: jwtAuthority
    jwtIssuer: empty(jwtAuthority) && empty(jwtIssuer)
      ? fail('FIXIA_JWT_ISSUER is required, unless FIXIA_JWT_AUTHORITY is set.')
      : jwtIssuer
    jwtAudience: jwtAudience
    jwtUserClaim: jwtUserClaim
    clientUrlLifetime: clientUrlLifetime
    pollInterval: pollInterval
    pushParallelism: pushParallelism
    batchUsersPerSecond: batchUsersPerSecond
    keepReceipts: keepReceipts
    producers: producers
    webhooks: webhooks
    requireProducerKey: requireProducerKey
    traceRatio: traceRatio
    applicationInsightsConnectionString: monitoring.outputs.connectionString
    allowedOrigins: origins
    instanceMemoryMB: instanceMemoryMB
    maximumInstanceCount: maximumInstanceCount
    alwaysReadyHttp: alwaysReadyHttp
    alwaysReadyChangeFeed: alwaysReadyChangeFeed
    zoneRedundant: zoneRedundant
    workspaceId: monitoring.outputs.workspaceId
  }
}

module alerts 'modules/alerts.bicep' = {
  scope: group
  params: {
    location: location
    tags: tags
    environmentName: environmentName
    email: alertEmail
    applicationInsightsId: monitoring.outputs.applicationInsightsId
    webPubSubId: webPubSub.outputs.id
    cosmosId: cosmos.outputs.id
  }
}

module workbook 'modules/workbook.bicep' = {
  scope: group
  params: {
    location: location
    tags: tags
    environmentName: environmentName
    applicationInsightsId: monitoring.outputs.applicationInsightsId
    workspaceId: monitoring.outputs.workspaceId
  }
}

// azd keeps these in the environment, and the hooks read them there. None is a secret.
output AZURE_RESOURCE_GROUP string = group.name
output AZURE_FUNCTION_APP_NAME string = functions.outputs.name
output AZURE_WEBPUBSUB_NAME string = webPubSub.outputs.name
output AZURE_KEY_VAULT_NAME string = keyVault.outputs.name
output SERVICE_FUNCTIONS_URI string = functions.outputs.uri

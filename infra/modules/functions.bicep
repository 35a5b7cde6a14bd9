@description('Name of the function app.')
param name string

@description('Name of its plan.')
param planName string

@description('Region.')
param location string

@description('Tags of every resource.')
param tags object

@description('Resource id of the app\'s identity.')
param identityId string

@description('Client id of the app\'s identity.')
param identityClientId string

@description('Name of the storage account that the Functions host works with.')
param storageAccountName string

@description('URI of the blob container that holds the app\'s package.')
param packageContainerUri string

@description('Endpoint of the Cosmos DB account.')
param cosmosEndpoint string

@description('Endpoint of the Web PubSub service.')
param webPubSubEndpoint string

@description('URI of the key vault.')
param vaultUri string

@description('Names of its secrets that tokens may be signed with; none with an authority.')
param jwtSecretNames string[]

@description('URL of the OpenID Connect issuer whose keys sign the tokens; empty for secrets.')
param jwtAuthority string

@description('The iss that tokens must carry; empty for the one of the authority.')
param jwtIssuer string

@description('The aud that tokens must carry.')
param jwtAudience string

@description('The claim of tokens that holds the user.')
param jwtUserClaim string

@description('How long a negotiated URL may be used to connect, hh:mm:ss.')
param clientUrlLifetime string

@description('How long polling clients are told to wait between two requests, hh:mm:ss.')
param pollInterval string

@description('How many users of one change-feed batch are pushed to side by side.')
param pushParallelism int

@description('How many users a second one large send addresses at most.')
param batchUsersPerSecond int

@description('Whether devices tell what they receive.')
param keepReceipts bool

@description('Producers that go by a name, each with the SHA-256 of its keys and its rights.')
param producers { name: string, keyHashes: string[], rights: ('notify' | 'announce' | 'disconnect' | 'operate')[] }[]

@description('Where producers hear which buttons were pressed, and the names of the secrets that sign.')
param webhooks { producer: string, url: string, secretNames: string[] }[]

@description('Whether a producer needs a key of its own.')
param requireProducerKey bool

@description('The share of traces that is exported, 0 to 1.')
param traceRatio string

@description('Connection string of Application Insights. It holds no secret: local authentication is disabled.')
param applicationInsightsConnectionString string

@description('Origins whose pages may call the app with the user\'s cookie.')
param allowedOrigins string[]

@description('Memory of an instance in MB.')
@allowed([512, 2048, 4096])
param instanceMemoryMB int

@description('Most instances of each scale group.')
@minValue(1)
@maxValue(1000)
param maximumInstanceCount int

@description('Instances that always run for HTTP, the Web PubSub events included.')
@minValue(0)
param alwaysReadyHttp int

@description('Instances that always run for each change-feed function that pushes to devices.')
@minValue(0)
param alwaysReadyChangeFeed int

@description('Spread the instances over three zones of the region.')
param zoneRedundant bool

@description('Log Analytics workspace for the diagnostic settings.')
param workspaceId string

resource plan 'Microsoft.Web/serverfarms@2024-11-01' = {
  name: planName
  location: location
  tags: tags
  kind: 'functionapp'
  sku: { name: 'FC1', tier: 'FlexConsumption' }
  properties: { reserved: true, zoneRedundant: zoneRedundant }
}

// A name is a scale group. HTTP and webhook triggers share one, Web PubSub events among them; every other function is a
// group of its own. Without an instance that is always ready a change-feed function sleeps when nothing happens, and the
// first notification after that waits until the platform has noticed it and started one. That of scheduled work may sleep:
// what it enqueues is due later.
var changeFeedFunctions = ['PushAnnouncements', 'PushNotificationChanges', 'PushPreferenceChanges', 'PushUserStateChanges']
var alwaysReady = filter(
  concat(
    [{ name: 'http', instanceCount: alwaysReadyHttp }],
    map(changeFeedFunctions, name => { name: 'function:${name}', instanceCount: alwaysReadyChangeFeed })
  ),
  group => group.instanceCount > 0
)

// Either secrets or an authority: the app refuses to start with both. The references have no version, so that a secret
// that is set anew is picked up.
var identitySettings = empty(jwtAuthority)
  ? toObject(
      range(0, length(jwtSecretNames)),
      i => i == 0 ? 'Jwt__Secret' : 'Jwt__Secrets__${i - 1}',
      i => '@Microsoft.KeyVault(SecretUri=${vaultUri}secrets/${jwtSecretNames[i]})'
    )
  : { Jwt__Authority: jwtAuthority }
var issuerSettings = empty(jwtIssuer) ? {} : { Jwt__Issuer: jwtIssuer }

// CORS lets these pages read answers; this lets them use the cookie.
var cookieSettings = toObject(
  range(0, length(allowedOrigins)),
  i => 'Cookie__TrustedOrigins__${i}',
  i => allowedOrigins[i]
)

var producerSettings = reduce(
  range(0, length(producers)),
  {},
  (all, i) => union(
    all,
    { 'Producers__Named__${i}__Name': producers[i].name },
    toObject(range(0, length(producers[i].keyHashes)), j => 'Producers__Named__${i}__KeyHashes__${j}', j => producers[i].keyHashes[j]),
    toObject(range(0, length(producers[i].rights)), j => 'Producers__Named__${i}__Rights__${j}', j => producers[i].rights[j])
  )
)

var webhookSettings = reduce(
  range(0, length(webhooks)),
  {},
  (all, i) => union(
    all,
    { 'Webhooks__Endpoints__${i}__Producer': webhooks[i].producer, 'Webhooks__Endpoints__${i}__Url': webhooks[i].url },
    toObject(
      range(0, length(webhooks[i].secretNames)),
      j => 'Webhooks__Endpoints__${i}__Secrets__${j}',
      j => '@Microsoft.KeyVault(SecretUri=${vaultUri}secrets/${webhooks[i].secretNames[j]})'
    )
  )
)

var settings = union(identitySettings, issuerSettings, cookieSettings, producerSettings, webhookSettings, {
  APPLICATIONINSIGHTS_CONNECTION_STRING: applicationInsightsConnectionString
  APPLICATIONINSIGHTS_AUTHENTICATION_STRING: 'ClientId=${identityClientId};Authorization=AAD'
  AZURE_CLIENT_ID: identityClientId
  AzureWebJobsStorage__accountName: storageAccountName
  AzureWebJobsStorage__credential: 'managedidentity'
  AzureWebJobsStorage__clientId: identityClientId
  CosmosDB__accountEndpoint: cosmosEndpoint
  CosmosDB__credential: 'managedidentity'
  CosmosDB__clientId: identityClientId
  WebPubSubConnectionString__serviceUri: webPubSubEndpoint
  WebPubSubConnectionString__credential: 'managedidentity'
  WebPubSubConnectionString__clientId: identityClientId
  Jwt__Audience: jwtAudience
  Jwt__UserClaim: jwtUserClaim
  Realtime__ClientUrlLifetime: clientUrlLifetime
  Realtime__PollInterval: pollInterval
  Realtime__PushParallelism: string(pushParallelism)
  Batches__UsersPerSecond: string(batchUsersPerSecond)
  Receipts__Enabled: string(keepReceipts)
  Producers__Required: string(requireProducerKey)
  Telemetry__TraceRatio: traceRatio
})

resource app 'Microsoft.Web/sites@2024-11-01' = {
  name: name
  location: location
  // azd finds the app by this tag.
  tags: union(tags, { 'azd-service-name': 'functions' })
  kind: 'functionapp,linux'
  identity: {
    type: 'UserAssigned'
    userAssignedIdentities: { '${identityId}': {} }
  }
  properties: {
    serverFarmId: plan.id
    httpsOnly: true
    keyVaultReferenceIdentity: identityId
    functionAppConfig: {
      runtime: { name: 'dotnet-isolated', version: '10.0' }
      deployment: {
        storage: {
          type: 'blobContainer'
          value: packageContainerUri
          authentication: { type: 'UserAssignedIdentity', userAssignedIdentityResourceId: identityId }
        }
      }
      scaleAndConcurrency: {
        instanceMemoryMB: instanceMemoryMB
        maximumInstanceCount: maximumInstanceCount
        alwaysReady: alwaysReady
      }
    }
    siteConfig: {
      minTlsVersion: '1.2'
      cors: { allowedOrigins: allowedOrigins, supportCredentials: true }
      appSettings: map(items(settings), setting => { name: setting.key, value: setting.value })
    }
  }

  // Deployments sign in with Entra ID; passwords are not needed for anything.
  resource noFtpPassword 'basicPublishingCredentialsPolicies' = {
    name: 'ftp'
    properties: { allow: false }
  }

  resource noScmPassword 'basicPublishingCredentialsPolicies' = {
    name: 'scm'
    properties: { allow: false }
  }
}

resource diagnostics 'Microsoft.Insights/diagnosticSettings@2021-05-01-preview' = {
  name: 'to-log-analytics'
  scope: app
  properties: {
    workspaceId: workspaceId
    // FunctionAppLogs is left out: it repeats, unsampled, every line that Application Insights has already.
    metrics: [{ category: 'AllMetrics', enabled: true }]
  }
}

output id string = app.id
output name string = app.name
output uri string = 'https://${app.properties.defaultHostName}'

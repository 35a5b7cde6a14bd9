@description('Name of the key vault.')
param name string

@description('Region.')
param location string

@description('Tags of every resource.')
param tags object

@description('Keep a deleted vault for its retention time whoever asks for its purge.')
param purgeProtection bool

@description('The HS256 secret of the app\'s own tokens; empty for none, or to keep the one that the vault holds.')
@secure()
param jwtSecret string

@description('Whether the app reads the JWT secret that the vault has to hold already.')
param keepsJwtSecret bool

@description('Names of further secrets that the app reads and the vault has to hold already.')
param furtherSecretNames string[]

@description('A first value for the key that Web PubSub shows to the app. It opens nothing; upstream.bicep replaces it.')
@secure()
param upstreamKeyPlaceholder string = newGuid()

@description('Principal id of the app.')
param appPrincipalId string

@description('Principal id of the Web PubSub service.')
param webPubSubPrincipalId string

@description('Log Analytics workspace for the diagnostic settings.')
param workspaceId string

resource vault 'Microsoft.KeyVault/vaults@2024-11-01' = {
  name: name
  location: location
  tags: tags
  properties: {
    tenantId: tenant().tenantId
    sku: { family: 'A', name: 'standard' }
    enableRbacAuthorization: true
    enableSoftDelete: true
    softDeleteRetentionInDays: 30
    // null, not false: the service refuses false.
    enablePurgeProtection: purgeProtection ? true : null
  }
}

resource jwt 'Microsoft.KeyVault/vaults/secrets@2024-11-01' = if (!empty(jwtSecret)) {
  parent: vault
  name: 'jwt-secret'
  properties: { value: jwtSecret }
}

// What was not given is read, see the output, so that a deployment fails where it is missing: the platform would hand the
// app the text of the reference in its place, and the app would not start.
resource keptJwt 'Microsoft.KeyVault/vaults/secrets@2024-11-01' existing = if (keepsJwtSecret) {
  parent: vault
  name: 'jwt-secret'
}

resource furtherSecrets 'Microsoft.KeyVault/vaults/secrets@2024-11-01' existing = [
  for name in furtherSecretNames: {
    parent: vault
    name: name
  }
]

// Created once, so that its role assignment is old enough to count when upstream.bicep writes the real key.
@onlyIfNotExists()
resource upstreamKey 'Microsoft.KeyVault/vaults/secrets@2024-11-01' = {
  parent: vault
  name: 'webpubsub-upstream-key'
  properties: { value: upstreamKeyPlaceholder }
}

resource appMayRead 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  name: guid(vault.id, appPrincipalId, 'Key Vault Secrets User')
  scope: vault
  properties: {
    principalId: appPrincipalId
    principalType: 'ServicePrincipal'
    roleDefinitionId: roleDefinitions('Key Vault Secrets User').id
  }
}

resource webPubSubMayRead 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  name: guid(upstreamKey.id, webPubSubPrincipalId, 'Key Vault Secrets User')
  scope: upstreamKey
  properties: {
    principalId: webPubSubPrincipalId
    principalType: 'ServicePrincipal'
    roleDefinitionId: roleDefinitions('Key Vault Secrets User').id
  }
}

resource diagnostics 'Microsoft.Insights/diagnosticSettings@2021-05-01-preview' = {
  name: 'to-log-analytics'
  scope: vault
  properties: {
    workspaceId: workspaceId
    logs: [{ categoryGroup: 'audit', enabled: true }]
    metrics: [{ category: 'AllMetrics', enabled: true }]
  }
}

output name string = vault.name
output uri string = vault.properties.vaultUri
output keptSecretUris string[] = concat(
  keepsJwtSecret ? [keptJwt!.properties.secretUri] : [],
  map(furtherSecrets, secret => secret.properties.secretUri)
)

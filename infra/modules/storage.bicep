@description('Name of the storage account.')
param name string

@description('Region.')
param location string

@description('Tags of every resource.')
param tags object

@description('Keep the data in three zones of the region.')
param zoneRedundant bool

@description('Principal id of the app.')
param appPrincipalId string

@description('Log Analytics workspace for the diagnostic settings.')
param workspaceId string

var packageContainer = 'app-package'

resource account 'Microsoft.Storage/storageAccounts@2024-01-01' = {
  name: name
  location: location
  tags: tags
  kind: 'StorageV2'
  sku: { name: zoneRedundant ? 'Standard_ZRS' : 'Standard_LRS' }
  properties: {
    allowSharedKeyAccess: false
    allowBlobPublicAccess: false
    allowCrossTenantReplication: false
    defaultToOAuthAuthentication: true
    minimumTlsVersion: 'TLS1_2'
    supportsHttpsTrafficOnly: true
  }

  resource blobs 'blobServices' = {
    name: 'default'

    resource packages 'containers' = {
      name: packageContainer
    }
  }

  resource queues 'queueServices' = {
    name: 'default'

    // What wakes scheduled work and large sends (Fixia.Shared.Data.WorkQueues), and where the host puts what fails too often.
    resource work 'queues' = [for queue in ['scheduled', 'batches', 'batches-critical']: {
      name: queue
    }]

    resource poison 'queues' = [for queue in ['scheduled', 'batches', 'batches-critical']: {
      name: '${queue}-poison'
    }]
  }
}

resource blobDiagnostics 'Microsoft.Insights/diagnosticSettings@2021-05-01-preview' = {
  name: 'to-log-analytics'
  scope: account::blobs
  properties: {
    workspaceId: workspaceId
    // Reads are left out: the host renews its lease blobs every few seconds.
    logs: [
      { category: 'StorageWrite', enabled: true }
      { category: 'StorageDelete', enabled: true }
    ]
    metrics: [{ category: 'Transaction', enabled: true }]
  }
}

resource queueDiagnostics 'Microsoft.Insights/diagnosticSettings@2021-05-01-preview' = {
  name: 'to-log-analytics'
  scope: account::queues
  properties: {
    workspaceId: workspaceId
    // The metric alone: every look at an empty queue and every message would be a log line.
    metrics: [{ category: 'Transaction', enabled: true }]
  }
}

// Blobs: the host's keys, its leases and the app's package. Queues: the app sends messages, and the host reads and settles
// them, asks how many there are, and makes the poison queue. Tables: the diagnostic events of the host.
var roles = ['Storage Blob Data Owner', 'Storage Queue Data Contributor', 'Storage Table Data Contributor']

resource mayUse 'Microsoft.Authorization/roleAssignments@2022-04-01' = [
  for role in roles: {
    name: guid(account.id, appPrincipalId, role)
    scope: account
    properties: {
      principalId: appPrincipalId
      principalType: 'ServicePrincipal'
      roleDefinitionId: roleDefinitions(role).id
    }
  }
]

output name string = account.name
output packageContainerUri string = '${account.properties.primaryEndpoints.blob}${packageContainer}'

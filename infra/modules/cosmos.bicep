@description('Name of the Cosmos DB account.')
param name string

@description('Region.')
param location string

@description('Tags of every resource.')
param tags object

@description('How throughput is bought: by request (serverless) or by the hour, between a tenth of the maximum and the maximum (autoscale).')
@allowed(['serverless', 'autoscale'])
param capacity string

@description('Highest request units per second, with autoscale.')
@minValue(1000)
param maxRequestUnits int

@description('Keep the data in three zones of the region.')
param zoneRedundant bool

@description('Principal id of the app.')
param appPrincipalId string

@description('Log Analytics workspace for the diagnostic settings.')
param workspaceId string

resource account 'Microsoft.DocumentDB/databaseAccounts@2024-11-15' = {
  name: name
  location: location
  tags: tags
  kind: 'GlobalDocumentDB'
  properties: {
    databaseAccountOfferType: 'Standard'
    locations: [{ locationName: location, failoverPriority: 0, isZoneRedundant: zoneRedundant }]
    // A push counts what other processes wrote: under Session it may ask a replica that has not got the write that the push
    // tells of, and leave a wrong count on every screen. Within a region this costs no latency, but every read twice.
    consistencyPolicy: { defaultConsistencyLevel: 'Strong' }
    capabilities: capacity == 'serverless' ? [{ name: 'EnableServerless' }] : []
    backupPolicy: { type: 'Continuous', continuousModeProperties: { tier: 'Continuous7Days' } }
    disableLocalAuth: true
    disableKeyBasedMetadataWriteAccess: true
    minimalTlsVersion: 'Tls12'
  }
}

// One pool of throughput for all containers: almost all of it serves notifications, and the two small containers would
// otherwise each pay for a minimum of their own.
resource database 'Microsoft.DocumentDB/databaseAccounts/sqlDatabases@2024-11-15' = {
  parent: account
  name: 'fixia'
  properties: {
    resource: { id: 'fixia' }
    options: capacity == 'autoscale' ? { autoscaleSettings: { maxThroughput: maxRequestUnits } } : {}
  }
}

// What the code works with (Fixia.Shared.Data.FixiaDatabase), written by tests/Infra.Tests: see CONTRIBUTING.md. The
// leases are among them because with an identity the change-feed triggers may not create them.
var containers = loadJsonContent('cosmos-containers.json')

resource container 'Microsoft.DocumentDB/databaseAccounts/sqlDatabases/containers@2024-11-15' = [
  for definition in containers: {
    parent: database
    name: definition.id
    properties: { resource: definition }
  }
]

// Cosmos DB Built-in Data Contributor: documents, queries and the change feed, but no databases and containers.
resource mayReadAndWrite 'Microsoft.DocumentDB/databaseAccounts/sqlRoleAssignments@2024-11-15' = {
  parent: account
  name: guid(account.id, appPrincipalId, 'Built-in Data Contributor')
  properties: {
    principalId: appPrincipalId
    roleDefinitionId: '${account.id}/sqlRoleDefinitions/00000000-0000-0000-0000-000000000002'
    scope: account.id
  }
}

resource diagnostics 'Microsoft.Insights/diagnosticSettings@2021-05-01-preview' = {
  name: 'to-log-analytics'
  scope: account
  properties: {
    workspaceId: workspaceId
    logAnalyticsDestinationType: 'Dedicated'
    // DataPlaneRequests is left out: the triggers look at the change feed twenty times a second, and every look would be
    // a log line.
    logs: [{ category: 'ControlPlaneRequests', enabled: true }]
    metrics: [{ category: 'AllMetrics', enabled: true }]
  }
}

output id string = account.id
output endpoint string = account.properties.documentEndpoint

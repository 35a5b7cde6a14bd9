@description('Name of the Web PubSub service.')
param name string

@description('Region.')
param location string

@description('Tags of every resource.')
param tags object

@description('Price tier. Premium adds availability zones and autoscale.')
@allowed(['Free_F1', 'Standard_S1', 'Premium_P1', 'Premium_P2'])
param sku string

@description('Units; each holds 1,000 connections.')
@minValue(1)
@maxValue(1000)
param units int

@description('Principal id of the app.')
param appPrincipalId string

@description('Log Analytics workspace for the diagnostic settings.')
param workspaceId string

// What the service sells (ResourceSku of Microsoft.SignalRService/webPubSub); it would say so only after some minutes.
var upTo100 = concat(range(1, 10), [20, 30, 40, 50, 60, 70, 80, 90, 100])
var unitsOfTiers = {
  Free_F1: [1]
  Standard_S1: upTo100
  Premium_P1: upTo100
  Premium_P2: map(range(1, 10), hundreds => hundreds * 100)
}

// The hub with its event handler is not here but in ../upstream.bicep: it needs a key that exists only once the app runs.
resource service 'Microsoft.SignalRService/webPubSub@2024-03-01' = {
  name: name
  location: location
  tags: tags
  kind: 'WebPubSub'
  sku: {
    name: sku
    capacity: contains(unitsOfTiers[sku], units) ? units : fail('${sku} has ${join(map(unitsOfTiers[sku], n => string(n)), ', ')} units, not ${units}.')
  }
  // With this identity the service reads the key that it shows to the app: one secret, see keyvault.bicep.
  identity: { type: 'SystemAssigned' }
  properties: {
    disableLocalAuth: true
    disableAadAuth: false
    tls: { clientCertEnabled: false }
    publicNetworkAccess: 'Enabled'
  }
}

resource maySend 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  name: guid(service.id, appPrincipalId, 'Web PubSub Service Owner')
  scope: service
  properties: {
    principalId: appPrincipalId
    principalType: 'ServicePrincipal'
    roleDefinitionId: roleDefinitions('Web PubSub Service Owner').id
  }
}

resource diagnostics 'Microsoft.Insights/diagnosticSettings@2021-05-01-preview' = {
  name: 'to-log-analytics'
  scope: service
  properties: {
    workspaceId: workspaceId
    // Messaging and HTTP request logs are left out: they hold a line for every message.
    logs: [{ category: 'ConnectivityLogs', enabled: true }]
    metrics: [{ category: 'AllMetrics', enabled: true }]
  }
}

output id string = service.id
output name string = service.name
output principalId string = service.identity.principalId
output endpoint string = 'https://${service.properties.hostName}'

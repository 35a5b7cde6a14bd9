// Connects Web PubSub to the deployed app: hooks/postdeploy runs this after every deployment. It is not part of
// main.bicep because the key exists only once the app runs, and because provisioning again must not undo it.
// docs/decisions/0005-upstream-trust.md says what the key protects.

@description('Name of the function app.')
param functionAppName string

@description('Name of the Web PubSub service.')
param webPubSubName string

@description('Name of the key vault.')
param keyVaultName string

@description('The events of connections that the app is told of. None, where Realtime__ConfirmConnections is false: that spares an execution for each connection and each end of one, and the metric of open connections is then the service\'s own.')
param systemEvents string[] = ['connected', 'disconnected']

resource app 'Microsoft.Web/sites@2024-11-01' existing = {
  name: functionAppName
}

resource service 'Microsoft.SignalRService/webPubSub@2024-03-01' existing = {
  name: webPubSubName
}

resource vault 'Microsoft.KeyVault/vaults@2024-11-01' existing = {
  name: keyVaultName
}

// The Functions host makes this key for the webhook of its Web PubSub extension, and refuses a call without it.
resource upstreamKey 'Microsoft.KeyVault/vaults/secrets@2024-11-01' = {
  parent: vault
  name: 'webpubsub-upstream-key'
  properties: { value: listKeys('${app.id}/host/default', app.apiVersion).systemKeys.webpubsub_extension }
}

resource hub 'Microsoft.SignalRService/webPubSub/hubs@2024-03-01' = {
  parent: service
  name: 'notifications'
  properties: {
    anonymousConnectPolicy: 'deny'
    eventHandlers: [
      {
        // A reference, because whoever may read the hub may read this URL. It names the version: a new key changes the
        // settings of the hub, and the service reads secrets anew when these change (otherwise every 30 minutes).
        urlTemplate: 'https://${app.properties.defaultHostName}/runtime/webhooks/webpubsub?code={@Microsoft.KeyVault(SecretUri=${upstreamKey.properties.secretUriWithVersion})}'
        systemEvents: systemEvents
        userEventPattern: 'ping,sync-request,mark-read,received'
        auth: { type: 'None' }
      }
    ]
  }
}

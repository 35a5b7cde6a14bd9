@description('Region.')
param location string

@description('Tags of every resource.')
param tags object

@description('Suffix of the alerts\' names.')
param environmentName string

@description('Who gets a mail; empty makes alerts that are only shown in the portal.')
param email string

@description('Application Insights component that holds the app\'s metrics.')
param applicationInsightsId string

@description('The Web PubSub service.')
param webPubSubId string

@description('The Cosmos DB account.')
param cosmosId string

// What to do for each alert: docs/operations.md. Keep the two in step.

resource mail 'Microsoft.Insights/actionGroups@2023-01-01' = if (!empty(email)) {
  name: 'ag-${environmentName}'
  location: 'global'
  tags: tags
  properties: {
    groupShortName: 'fixia'
    enabled: true
    emailReceivers: [{ name: 'operators', emailAddress: email, useCommonAlertSchema: true }]
  }
}

var actionGroupIds = empty(email) ? [] : [mail.id]

// Each query returns a row when there is something to say.
var logAlerts = [
  {
    name: 'push-failures'
    severity: 1
    window: 'PT10M'
    description: 'More than 5% of the events could not be handed to Web PubSub, its retries included.'
    query: '''
      customMetrics
      | where name == 'fixia.pushes'
      | summarize failed = sumif(valueSum, tostring(customDimensions['outcome']) == 'Failed'), total = sum(valueSum)
      | where failed > 10 and failed > 0.05 * total
    '''
  }
  {
    name: 'dead-letters'
    severity: 2
    window: 'PT15M'
    description: 'An event was refused for good, or a document could not be read: it was passed over, and no retry follows.'
    query: '''
      customMetrics
      | where (name == 'fixia.pushes' and tostring(customDimensions['outcome']) == 'Rejected') or name == 'fixia.changefeed.unreadable'
      | summarize passedOver = sum(valueSum) by name
      | where passedOver > 0
    '''
  }
  {
    name: 'change-feed-lag'
    severity: 2
    window: 'PT10M'
    description: 'Changes reach the app more than 30 s after they were written.'
    query: '''
      customMetrics
      | where name == 'fixia.changefeed.lag'
      | summarize slowest = max(valueMax) by container = tostring(customDimensions['container'])
      | where slowest > 30000
    '''
  }
  {
    name: 'change-feed-silent'
    severity: 1
    window: 'PT15M'
    description: 'Notifications are created, but no batch of the change feed arrives: a trigger that does not run reports no lag.'
    // Only the creation of notifications and announcements answers 201.
    query: '''
      requests
      | where resultCode == '201'
      | summarize created = count()
      | extend batches = toscalar(customMetrics | where name == 'fixia.changefeed.batch' | count)
      | where created > 0 and batches == 0
    '''
  }
  {
    name: 'queue-lag'
    severity: 2
    window: 'PT15M'
    description: 'Queues bring work more than 10 minutes after it was due.'
    query: '''
      customMetrics
      | where name == 'fixia.queue.lag'
      | summarize slowest = max(valueMax) by queue = tostring(customDimensions['queue'])
      | where slowest > 600000
    '''
  }
  {
    name: 'scheduled-overdue'
    severity: 2
    window: 'PT1H'
    description: 'Scheduled work waited for half an hour and no message woke it: the queue loses messages, or nothing reads it.'
    query: '''
      customMetrics
      | where name == 'fixia.scheduled.overdue'
      | summarize overdue = sum(valueSum)
      | where overdue > 0
    '''
  }
  {
    name: 'batches-stalled'
    severity: 2
    window: 'PT15M'
    description: 'Large sends stood still and were woken again: their queue loses messages, or nothing reads it.'
    query: '''
      customMetrics
      | where name == 'fixia.batches.stalled'
      | summarize stalled = sum(valueSum)
      | where stalled > 0
    '''
  }
  {
    name: 'negotiate-failures'
    severity: 1
    window: 'PT15M'
    description: 'Devices can\'t connect: more than 20% of the negotiate requests were refused, or some of them failed.'
    query: '''
      let refused = customMetrics
      | where name == 'fixia.negotiations'
      | summarize bad = sumif(valueSum, tostring(customDimensions['result']) != 'ok'), total = sum(valueSum)
      | where total >= 20 and bad > 0.2 * total
      | project reason = 'refused', bad;
      let failed = requests
      | where name has 'negotiate' and toint(resultCode) >= 500
      | summarize bad = todouble(count())
      | where bad > 0
      | project reason = 'failed', bad;
      union refused, failed
    '''
  }
]

resource logAlert 'Microsoft.Insights/scheduledQueryRules@2023-12-01' = [
  for alert in logAlerts: {
    name: '${alert.name}-${environmentName}'
    location: location
    tags: tags
    kind: 'LogAlert'
    properties: {
      displayName: 'Fixia: ${alert.name}'
      description: alert.description
      severity: alert.severity
      enabled: true
      autoMitigate: true
      scopes: [applicationInsightsId]
      evaluationFrequency: 'PT5M'
      windowSize: alert.window
      criteria: {
        allOf: [
          {
            query: alert.query
            timeAggregation: 'Count'
            operator: 'GreaterThan'
            threshold: 0
            failingPeriods: { numberOfEvaluationPeriods: 1, minFailingPeriodsToAlert: 1 }
          }
        ]
      }
      actions: { actionGroups: actionGroupIds }
    }
  }
]

var metricAlerts = [
  {
    name: 'webpubsub-server-load'
    severity: 2
    description: 'Web PubSub is close to its limit: messages are about to be late.'
    resourceId: webPubSubId
    namespace: 'Microsoft.SignalRService/WebPubSub'
    metric: 'ServerLoad'
    aggregation: 'Average'
    threshold: 70
    dimensions: []
  }
  {
    name: 'webpubsub-connection-quota'
    severity: 2
    description: 'More than 80% of the connections that the units allow are in use; beyond 100% devices are turned away.'
    resourceId: webPubSubId
    namespace: 'Microsoft.SignalRService/WebPubSub'
    metric: 'ConnectionQuotaUtilization'
    aggregation: 'Maximum'
    threshold: 80
    dimensions: []
  }
  {
    name: 'webpubsub-upstream-failures'
    severity: 1
    description: 'Web PubSub drops connections because the app does not answer their events.'
    resourceId: webPubSubId
    namespace: 'Microsoft.SignalRService/WebPubSub'
    metric: 'ConnectionCloseCount'
    aggregation: 'Total'
    threshold: 10
    dimensions: [
      { name: 'ConnectionCloseCategory', operator: 'Include', values: ['SendEventFailed', 'EventHandlerNotFound'] }
    ]
  }
  {
    name: 'cosmos-throttled'
    severity: 2
    description: 'Cosmos DB refuses requests because they exceed its throughput.'
    resourceId: cosmosId
    namespace: 'Microsoft.DocumentDB/databaseAccounts'
    metric: 'TotalRequests'
    aggregation: 'Count'
    threshold: 100
    dimensions: [{ name: 'StatusCode', operator: 'Include', values: ['429'] }]
  }
]

resource metricAlert 'Microsoft.Insights/metricAlerts@2018-03-01' = [
  for alert in metricAlerts: {
    name: '${alert.name}-${environmentName}'
    location: 'global'
    tags: tags
    properties: {
      description: alert.description
      severity: alert.severity
      enabled: true
      autoMitigate: true
      scopes: [alert.resourceId]
      evaluationFrequency: 'PT5M'
      windowSize: 'PT15M'
      criteria: {
        'odata.type': 'Microsoft.Azure.Monitor.SingleResourceMultipleMetricCriteria'
        allOf: [
          {
            name: alert.metric
            criterionType: 'StaticThresholdCriterion'
            metricNamespace: alert.namespace
            metricName: alert.metric
            timeAggregation: alert.aggregation
            operator: 'GreaterThan'
            threshold: alert.threshold
            dimensions: alert.dimensions
          }
        ]
      }
      actions: [for id in actionGroupIds: { actionGroupId: id }]
    }
  }
]

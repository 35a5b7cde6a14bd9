@description('Region.')
param location string

@description('Tags of every resource.')
param tags object

@description('Suffix of the workbook\'s title.')
param environmentName string

@description('Application Insights component that holds the app\'s metrics.')
param applicationInsightsId string

@description('Log Analytics workspace that holds the metrics of the services.')
param workspaceId string

resource workbook 'Microsoft.Insights/workbooks@2023-06-01' = {
  name: guid(applicationInsightsId, 'fixia-workbook')
  location: location
  tags: tags
  kind: 'shared'
  properties: {
    displayName: 'Fixia notifications (${environmentName})'
    category: 'workbook'
    sourceId: applicationInsightsId
    serializedData: replace(
      replace(loadTextContent('../workbook.json'), '{application-insights-id}', applicationInsightsId),
      '{workspace-id}',
      workspaceId
    )
  }
}

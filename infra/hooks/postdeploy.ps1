# Points Web PubSub at the deployed app (infra/upstream.bicep), then takes a notification through it (scripts/smoke.mjs). It
# can be repeated at any time, and repeating it is how a new key is put to use. It needs the Azure CLI, signed in; the names
# come from the azd environment.
$ErrorActionPreference = 'Stop'

foreach ($name in 'AZURE_SUBSCRIPTION_ID', 'AZURE_RESOURCE_GROUP', 'AZURE_FUNCTION_APP_NAME', 'AZURE_WEBPUBSUB_NAME', 'AZURE_KEY_VAULT_NAME') {
    if (-not [Environment]::GetEnvironmentVariable($name)) {
        throw "$name is not set: run azd provision first, then azd hooks run postdeploy."
    }
}

$template = Join-Path $PSScriptRoot '../upstream.bicep'
$attempts = if ($env:FIXIA_HOOK_ATTEMPTS) { [int]$env:FIXIA_HOOK_ATTEMPTS } else { 30 }
$pause = if ($env:FIXIA_HOOK_PAUSE_SECONDS) { [int]$env:FIXIA_HOOK_PAUSE_SECONDS } else { 10 }

if (-not (Get-Command az -ErrorAction SilentlyContinue)) {
    throw 'The Azure CLI is missing: https://aka.ms/install-azure-cli'
}

# The host makes the key when it first starts with the app. The question itself starts it, and asks only whether the key
# exists: the value never leaves Azure.
function Test-Key {
    $answer = az functionapp keys list --subscription $env:AZURE_SUBSCRIPTION_ID --resource-group $env:AZURE_RESOURCE_GROUP `
        --name $env:AZURE_FUNCTION_APP_NAME --query "contains(keys(systemKeys || ``{}``), 'webpubsub_extension')" --output tsv
    return "$answer" -eq 'true'
}

$attempt = 1
while (-not (Test-Key)) {
    if ($attempt -ge $attempts) {
        throw "The app $env:AZURE_FUNCTION_APP_NAME has not made the key webpubsub_extension: does it start?"
    }
    $attempt++
    Start-Sleep -Seconds $pause
}

az deployment group create --subscription $env:AZURE_SUBSCRIPTION_ID --resource-group $env:AZURE_RESOURCE_GROUP `
    --name fixia-upstream --template-file $template `
    --parameters "functionAppName=$env:AZURE_FUNCTION_APP_NAME" "webPubSubName=$env:AZURE_WEBPUBSUB_NAME" "keyVaultName=$env:AZURE_KEY_VAULT_NAME" `
    --output none
if ($LASTEXITCODE -ne 0) {
    throw 'Web PubSub could not be pointed at the app.'
}

Write-Output "Web PubSub $env:AZURE_WEBPUBSUB_NAME sends its events to $env:AZURE_FUNCTION_APP_NAME."

if (-not $env:FIXIA_SMOKE_TOKEN) {
    Write-Output 'Not tried out: FIXIA_SMOKE_TOKEN is not set.'
    exit 0
}

if (-not $env:SERVICE_FUNCTIONS_URI) {
    throw 'SERVICE_FUNCTIONS_URI is not set: run azd provision first, then azd hooks run postdeploy.'
}

$env:FIXIA_API = "$env:SERVICE_FUNCTIONS_URI/api"
$env:FIXIA_PRODUCER_KEY = az functionapp keys list --subscription $env:AZURE_SUBSCRIPTION_ID --resource-group $env:AZURE_RESOURCE_GROUP `
    --name $env:AZURE_FUNCTION_APP_NAME --query functionKeys.default --output tsv
node --experimental-websocket (Join-Path $PSScriptRoot '../../scripts/smoke.mjs')
exit $LASTEXITCODE

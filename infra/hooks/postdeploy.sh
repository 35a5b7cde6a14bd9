#!/bin/sh
# Points Web PubSub at the deployed app (infra/upstream.bicep), then takes a notification through it (scripts/smoke.mjs). It
# can be repeated at any time, and repeating it is how a new key is put to use. It needs the Azure CLI, signed in; the names
# come from the azd environment.
set -eu

: "${AZURE_SUBSCRIPTION_ID:?run this through azd: azd hooks run postdeploy}"
: "${AZURE_RESOURCE_GROUP:?run azd provision first}"
: "${AZURE_FUNCTION_APP_NAME:?run azd provision first}"
: "${AZURE_WEBPUBSUB_NAME:?run azd provision first}"
: "${AZURE_KEY_VAULT_NAME:?run azd provision first}"

template="$(dirname "$0")/../upstream.bicep"
attempts=${FIXIA_HOOK_ATTEMPTS:-30}
pause=${FIXIA_HOOK_PAUSE_SECONDS:-10}

command -v az >/dev/null || { echo "error: the Azure CLI is missing: https://aka.ms/install-azure-cli" >&2; exit 1; }

# The host makes the key when it first starts with the app. The question itself starts it, and asks only whether the key
# exists: the value never leaves Azure.
key_exists() {
  az functionapp keys list --subscription "$AZURE_SUBSCRIPTION_ID" --resource-group "$AZURE_RESOURCE_GROUP" \
    --name "$AZURE_FUNCTION_APP_NAME" --query "contains(keys(systemKeys || \`{}\`), 'webpubsub_extension')" --output tsv
}

attempt=1
until [ "$(key_exists || true)" = "true" ]; do
  if [ "$attempt" -ge "$attempts" ]; then
    echo "error: the app $AZURE_FUNCTION_APP_NAME has not made the key webpubsub_extension: does it start?" >&2
    exit 1
  fi
  attempt=$((attempt + 1))
  sleep "$pause"
done

az deployment group create --subscription "$AZURE_SUBSCRIPTION_ID" --resource-group "$AZURE_RESOURCE_GROUP" \
  --name fixia-upstream --template-file "$template" \
  --parameters "functionAppName=$AZURE_FUNCTION_APP_NAME" "webPubSubName=$AZURE_WEBPUBSUB_NAME" "keyVaultName=$AZURE_KEY_VAULT_NAME" \
  --output none
echo "Web PubSub $AZURE_WEBPUBSUB_NAME sends its events to $AZURE_FUNCTION_APP_NAME."

if [ -z "${FIXIA_SMOKE_TOKEN:-}" ]; then
  echo "Not tried out: FIXIA_SMOKE_TOKEN is not set."
  exit 0
fi

: "${SERVICE_FUNCTIONS_URI:?run azd provision first}"
FIXIA_PRODUCER_KEY=$(az functionapp keys list --subscription "$AZURE_SUBSCRIPTION_ID" --resource-group "$AZURE_RESOURCE_GROUP" \
  --name "$AZURE_FUNCTION_APP_NAME" --query functionKeys.default --output tsv)
export FIXIA_PRODUCER_KEY
FIXIA_API="$SERVICE_FUNCTIONS_URI/api" node --experimental-websocket "$(dirname "$0")/../../scripts/smoke.mjs"

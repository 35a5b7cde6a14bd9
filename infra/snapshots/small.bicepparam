// The least that serves users: one unit of Web PubSub, everything else paid by use.
using '../main.bicep'

param environmentName = 'fixia-small'
param location = 'westeurope'
param jwtSecret = 'a secret of at least thirty-two bytes'
param jwtIssuer = 'https://fixia.app'
param jwtAudience = 'fixia-notifications'
param allowedOrigins = 'https://fixia.app'
param instanceMemoryMB = 512
param alwaysReadyHttp = 0
param alwaysReadyChangeFeed = 0

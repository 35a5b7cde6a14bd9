using System.Text;
using Azure;
using Azure.Core;
using Azure.Messaging.WebPubSub;
using Fixia.Functions.Tests;
using Fixia.Shared.Data;
using Fixia.Shared.Identity;
using Fixia.Shared.Realtime;
using Fixia.Shared.Schedule;
using Fixia.Tests.Support;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;
using Moq;

[assembly: AssemblyFixture(typeof(SharedApp))]

namespace Fixia.Functions.Tests;

/// <summary>The composed product on a real store; only Web PubSub, which is remote, is a mock.</summary>
public sealed class FunctionsApp(CosmosDatabase database) : IAsyncLifetime
{
    public const string Secret = "a secret for tests, long enough for HS256";
    private const string Issuer = "https://issuer.test";
    private const string Audience = "audience";
    private ServiceProvider? services;

    public Mock<WebPubSubServiceClient> WebPubSub { get; } = new();

    public IServiceProvider Services => services ?? throw new InvalidOperationException("The fixture has not started.");

    public async ValueTask InitializeAsync()
    {
        services = Compose(Settings(), WebPubSub.Object);
        WebPubSub
            .Setup(s => s.SendToConnectionAsync(
                It.IsAny<string>(), It.IsAny<RequestContent>(), ContentType.ApplicationJson, It.IsAny<RequestContext>()))
            .ReturnsAsync(Mock.Of<Response>());
    }

    public Dictionary<string, string?> Settings() => new()
    {
        [FixiaDatabase.Connection] = database.ConnectionString,
        [Hub.Connection] = "Endpoint=http://127.0.0.1;Port=1;AccessKey=a-key-that-nothing-is-signed-with;Version=1.0;",
        [WorkQueues.Connection] = "UseDevelopmentStorage=true",
        [$"{JwtOptions.Section}:Secret"] = Secret,
        [$"{JwtOptions.Section}:Issuer"] = Issuer,
        [$"{JwtOptions.Section}:Audience"] = Audience,
        [$"{RealtimeOptions.Section}:PollInterval"] = "00:00:45",
    };

    public static ServiceProvider Compose(Dictionary<string, string?> settings, WebPubSubServiceClient? webPubSub = null)
    {
        var configuration = new ConfigurationBuilder().AddInMemoryCollection(settings).Build();
        var collection = new ServiceCollection().AddLogging().AddFixia(configuration);
        if (webPubSub is not null)
        {
            collection.AddSingleton(webPubSub);
        }

        return collection.BuildServiceProvider();
    }

    /// <summary>A URL as the service makes it, whose token says until when it can be used.</summary>
    public static Uri ClientUrl(DateTimeOffset expiresAt)
    {
        var token = new JsonWebTokenHandler { SetDefaultTimesOnTokenCreation = false }.CreateToken($$"""{"exp":{{expiresAt.ToUnixTimeSeconds()}}}""");
        return new Uri($"wss://service.test/client/hubs/notifications?access_token={token}");
    }

    /// <summary>A function class, made as the worker makes it.</summary>
    public T Function<T>() => ActivatorUtilities.CreateInstance<T>(Services);

    public static string Token(string user, DateTime? expires = null) =>
        new JsonWebTokenHandler { SetDefaultTimesOnTokenCreation = false }.CreateToken(new SecurityTokenDescriptor
        {
            Issuer = Issuer,
            Audience = Audience,
            Expires = expires ?? DateTime.UtcNow.AddMinutes(5),
            Claims = new Dictionary<string, object> { ["sub"] = user },
            SigningCredentials = new SigningCredentials(
                new SymmetricSecurityKey(Encoding.UTF8.GetBytes(Secret)), SecurityAlgorithms.HmacSha256),
        });

    public async ValueTask DisposeAsync()
    {
        if (services is not null)
        {
            await services.DisposeAsync();
        }
    }
}

namespace Azure.Messaging.WebPubSub.Internal;

/// <summary>Reads <c>Endpoint=...;AccessKey=...;Port=...;Version=1.0;</c>; names are case-insensitive.</summary>
internal static class ConnectionString
{
    public static (Uri Endpoint, AzureKeyCredential Credential) Parse(string connectionString)
    {
        ArgumentNullException.ThrowIfNull(connectionString);

        var properties = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        foreach (var property in connectionString.Split(';', StringSplitOptions.RemoveEmptyEntries))
        {
            if (property.Split('=', 2) is [var name, var value] && !properties.TryAdd(name.Trim(), value.Trim()))
            {
                throw new ArgumentException($"The connection string holds {name.Trim()} twice.", nameof(connectionString));
            }
        }

        var endpoint = new UriBuilder(Required("Endpoint").TrimEnd('/'));
        if (properties.TryGetValue("Port", out var port))
        {
            endpoint.Port = int.TryParse(port, out var number) && number is > 0 and <= 65535
                ? number
                : throw new ArgumentException($"The connection string holds an invalid Port: {port}.", nameof(connectionString));
        }

        return (endpoint.Uri, new AzureKeyCredential(Required("AccessKey")));

        string Required(string name) => properties.TryGetValue(name, out var value)
            ? value
            : throw new ArgumentException($"The connection string lacks {name}.", nameof(connectionString));
    }
}

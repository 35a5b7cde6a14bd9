using Microsoft.Azure.Functions.Worker.Extensions.Abstractions;

namespace Microsoft.Azure.Functions.Worker;

/// <summary>Fills a parameter with the URL that a client connects with.</summary>
public sealed class WebPubSubConnectionInputAttribute : InputBindingAttribute
{
    public string Connection { get; set; } = null!;

    public string Hub { get; set; } = null!;

    public string UserId { get; set; } = null!;
}

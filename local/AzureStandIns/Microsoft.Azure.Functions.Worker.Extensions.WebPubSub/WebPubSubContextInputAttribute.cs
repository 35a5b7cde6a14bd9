using Microsoft.Azure.Functions.Worker.Extensions.Abstractions;

namespace Microsoft.Azure.Functions.Worker;

/// <summary>Fills a parameter of an HTTP function with the event it carries.</summary>
public sealed class WebPubSubContextInputAttribute : InputBindingAttribute
{
    public WebPubSubContextInputAttribute()
    {
    }

    public WebPubSubContextInputAttribute(params string[] connections)
    {
        Connections = connections;
    }

    public string[] Connections { get; set; } = null!;
}

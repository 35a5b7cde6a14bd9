using Microsoft.Azure.Functions.Worker.Extensions.Abstractions;

namespace Microsoft.Azure.Functions.Worker;

/// <summary>Writes a function's result as actions of the service.</summary>
public sealed class WebPubSubOutputAttribute : OutputBindingAttribute
{
    public string Connection { get; set; } = null!;

    public string Hub { get; set; } = null!;
}

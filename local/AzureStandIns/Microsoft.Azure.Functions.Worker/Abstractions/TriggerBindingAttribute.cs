namespace Microsoft.Azure.Functions.Worker.Extensions.Abstractions;

/// <summary>Marks the parameter whose arrival starts an invocation.</summary>
[AttributeUsage(AttributeTargets.Parameter)]
public abstract class TriggerBindingAttribute : BindingAttribute
{
    public TriggerBindingAttribute()
    {
    }
}

namespace Microsoft.Azure.Functions.Worker.Extensions.Abstractions;

/// <summary>Marks a result that the host writes to a service.</summary>
[AttributeUsage(AttributeTargets.Method | AttributeTargets.Property)]
public abstract class OutputBindingAttribute : BindingAttribute
{
    public OutputBindingAttribute()
    {
    }
}

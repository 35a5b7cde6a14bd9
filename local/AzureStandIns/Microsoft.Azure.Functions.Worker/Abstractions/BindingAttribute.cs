namespace Microsoft.Azure.Functions.Worker.Extensions.Abstractions;

/// <summary>Root of the attributes that bind a parameter or result to a trigger, an input or an output.</summary>
[AttributeUsage(AttributeTargets.Method)]
public abstract class BindingAttribute : Attribute
{
    public BindingAttribute()
    {
    }
}

namespace Microsoft.Azure.Functions.Worker.Extensions.Abstractions;

/// <summary>Marks a parameter that the host fills from a service.</summary>
public abstract class InputBindingAttribute : BindingAttribute;

namespace Microsoft.Azure.Functions.Worker.Extensions.Abstractions;

/// <summary>Marks a result that the host writes to a service.</summary>
public abstract class OutputBindingAttribute : BindingAttribute;

namespace Microsoft.Azure.Functions.Worker.Extensions.Abstractions;

/// <summary>Marks the parameter whose arrival starts an invocation.</summary>
public abstract class TriggerBindingAttribute : BindingAttribute;

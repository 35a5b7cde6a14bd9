using Microsoft.Azure.Functions.Worker;

namespace Fixia.Local.FunctionsHost.Functions;

/// <summary>The how-manieth retry an invocation is, of how many; -1 of them means no limit.</summary>
internal sealed class InvocationRetryContext(int retryCount, int maxRetryCount) : RetryContext
{
    public override int RetryCount => retryCount;

    public override int MaxRetryCount => maxRetryCount;
}

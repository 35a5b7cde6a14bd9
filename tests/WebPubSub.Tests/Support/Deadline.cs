namespace WebPubSub.Tests.Support;

/// <summary>The end of a test's patience: far beyond what anything here takes.</summary>
internal static class Deadline
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    /// <summary>A token that is cancelled when the test is, or when patience ends.</summary>
    public static CancellationToken Token
    {
        get
        {
            var source = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
            source.CancelAfter(Patience);
            return source.Token;
        }
    }

    /// <summary>Waits for a condition that something else brings about.</summary>
    public static async Task UntilAsync(Func<Task<bool>> condition)
    {
        var deadline = Token;
        while (!await condition())
        {
            await Task.Delay(TimeSpan.FromMilliseconds(10), deadline);
        }
    }
}

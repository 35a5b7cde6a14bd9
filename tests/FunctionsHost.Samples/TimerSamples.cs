using Microsoft.Azure.Functions.Worker;

namespace FunctionsHost.Samples;

public sealed class TimerSamples(Recorder recorder)
{
    [Function("Timer")]
    [FixedDelayRetry(2, "00:00:01")]
    public async Task TimerAsync([TimerTrigger("%Schedule%")] TimerInfo timer, CancellationToken cancellationToken)
    {
        recorder.Add("timer tried", timer);
        if (recorder.FailuresLeft > 0)
        {
            recorder.FailuresLeft--;
            throw new InvalidOperationException("A run that fails");
        }

        if (recorder.MakesTimersWait)
        {
            recorder.Add("timer waits", recorder.Waiting.Enter());
            try
            {
                await recorder.Waiting.Gate.WaitAsync(cancellationToken);
            }
            finally
            {
                recorder.Waiting.Leave();
            }
        }

        recorder.Add("timer", timer);
    }

    [Function("Startup")]
    public void Startup([TimerTrigger("0 0 0 1 1 *", RunOnStartup = true, UseMonitor = false)] TimerInfo timer) => recorder.Add("startup", timer);
}

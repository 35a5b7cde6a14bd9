using System.Net.Sockets;

namespace Fixia.Attack.Tests.Corpus;

/// <summary>One attacker, with one connection for requests and one socket, who sends one input after the other.</summary>
internal sealed class Lane : IDisposable
{
    private readonly Attacker attacker;
    private readonly Described described;
    private readonly int seed;
    private readonly RawHttp http;
    private readonly Uri url;
    private Socket? socket;

    private Lane(AttackedStack stack, Attacker attacker, Described described, Uri url, int seed)
    {
        (this.attacker, this.described, this.url, this.seed) = (attacker, described, url, seed);
        http = new RawHttp(new Uri(stack.Ready.Page));
    }

    /// <summary>How many of its requests may have been broken off.</summary>
    public int Broken { get; private set; }

    /// <summary>Signs the attacker in, who has some notifications already.</summary>
    public static async Task<Lane> StartAsync(AttackedStack stack, Described described, string user, int seed, IReadOnlyList<string> foreignIds)
    {
        var ids = new List<string>();
        for (var i = 0; i < 3; i++)
        {
            ids.Add(await stack.CreateAsync(user, Secrets.CanaryOf(user), Secrets.CanaryOf(user)));
        }

        var token = await stack.SignInAsync(user);
        var page = await stack.AsUserAsync(token, HttpMethod.Get, "notifications?limit=1");
        var url = await stack.NegotiateAsync(token);
        using var device = await Socket.OpenAsync(url, user);
        await device.RaiseAsync("sync-request", new { });
        var sync = await device.WaitAsync("notification:sync-response", _ => true);
        var attacker = new Attacker(
            user, token, ids, page.GetProperty("cursor").GetString()!, sync.GetProperty("cursor").GetString()!, stack, foreignIds);
        return new Lane(stack, attacker, described, url, seed);
    }

    /// <summary>Sends the inputs of those numbers, which are of one kind, and returns what was wrong with an answer; null when nothing was.</summary>
    public async Task<string?> AttackAsync(int first, int count)
    {
        try
        {
            // A request of a function costs what two events or three requests of the webhook do. So does a frame, because it may close
            // the connection.
            var kind = At(-1 - first).Next(40);
            return kind switch
            {
                < 5 => await RequestAsync(first, count, HttpInput.Create),
                < 22 => await RequestAsync(first, count, WebhookInput.Create),
                < 39 => await RaiseAsync(first, count),
                _ => await FramesAsync(first, count),
            };
        }
        catch (Exception e) when (e is TimeoutException or IOException or SocketException or HttpRequestException)
        {
            return $"inputs {first} to {first + count - 1}: {e.Message}";
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        http.Dispose();
        socket?.Dispose();
    }

    /// <summary>What decides on one input, and on nothing else.</summary>
    private Random At(int index) => new(unchecked((int)(((uint)index + (uint)seed) * 2_654_435_761)));

    private async Task<string?> RequestAsync(int first, int count, Func<int, Random, Attacker, Input> create)
    {
        for (var index = first; index < first + count; index++)
        {
            var input = create(index, At(index), attacker);
            Broken += input.IsLast ? 1 : 0;
            var answer = await http.SendAsync(input.Bytes, input.IsLast);
            if (Judge(input, answer) is { } failure)
            {
                return $"{input}\n{failure}";
            }
        }

        return null;
    }

    private string? Judge(Input input, RawAnswer? answer)
    {
        if (answer is null)
        {
            return input.IsLast ? null : "was not answered";
        }

        if (answer.Status >= 500 && answer.Status != 503)
        {
            return $"failed: {answer.Head}{answer.Body}";
        }

        if (Secrets.HoldsOthers(answer.Head + answer.Body, attacker.User))
        {
            return $"showed what is another's: {answer.Body}";
        }

        if (!input.IsSigned && answer.Status < 400)
        {
            return $"was taken for the service's: {answer.Head}{answer.Body}";
        }

        if (input.IsForFunction && !described.Allows(input.Bytes, answer.Status))
        {
            return $"has an answer that docs/openapi.yaml knows nothing of: {answer.Head}{answer.Body}";
        }

        // 412 brings what is current.
        return answer.Status is >= 400 and < 500 and not 412 && (answer.Body.Length > 0 || input.IsForFunction)
            && answer.Header("Content-Type")?.StartsWith("application/problem+json", StringComparison.Ordinal) is not true
            ? $"was refused without problem details: {answer.Head}{answer.Body}"
            : null;
    }

    /// <summary>Events go one behind the other; where something is wrong, one by one, to find the one that it is.</summary>
    private async Task<string?> RaiseAsync(int first, int count)
    {
        var inputs = Enumerable.Range(first, count).Select(index => SocketInput.Event(index, At(index), attacker)).ToList();
        if (await RaiseAsync(inputs) is not { } failure)
        {
            return null;
        }

        foreach (var input in inputs)
        {
            if (await RaiseAsync([input]) is { } alone)
            {
                return alone;
            }
        }

        return failure;
    }

    private async Task<string?> RaiseAsync(IReadOnlyList<Input> inputs)
    {
        var open = await ConnectedAsync();
        foreach (var input in inputs)
        {
            await open.SendAsync(input.Bytes, input.Frame);
        }

        var isAnswered = await open.FlushAsync();
        var failure = Judge(open) ?? (isAnswered ? null : $"closed the socket: {open.Close}");
        return failure is null ? null : $"{string.Join('\n', inputs)}\n{failure}";
    }

    /// <summary>Frames go one by one, as each may close the connection; what their events did is asked for once, at the end.</summary>
    private async Task<string?> FramesAsync(int first, int count)
    {
        var inputs = Enumerable.Range(first, count).Select(index => SocketInput.Any(index, At(index), attacker)).ToList();
        foreach (var input in inputs)
        {
            var open = await ConnectedAsync();
            await open.SendAsync(input.Bytes, input.Frame);
            await open.PingAsync();
            if (Judge(open) is { } failure)
            {
                return $"{input}\n{failure}";
            }
        }

        var last = await ConnectedAsync();
        await last.FlushAsync();
        return Judge(last) is { } late ? $"{string.Join('\n', inputs)}\n{late}" : null;
    }

    private string? Judge(Socket open)
    {
        var wrong = open.Received.FirstOrDefault(message => message.Contains("\"code\":\"internal\"", StringComparison.Ordinal));
        var shown = open.Received.FirstOrDefault(message => Secrets.HoldsOthers(message, attacker.User));
        open.Forget();
        return wrong is not null ? $"failed: {wrong}" : shown is not null ? $"showed what is another's: {shown}" : null;
    }

    private async Task<Socket> ConnectedAsync()
    {
        if (socket is null or { IsClosed: true })
        {
            socket?.Dispose();
            socket = await Socket.OpenAsync(url, attacker.User);
        }

        return socket;
    }
}

using Azure.Core;

namespace Azure.Messaging.WebPubSub;

/// <content>How every operation makes its request, sends it and judges the answer.</content>
public partial class WebPubSubServiceClient
{
    // Which answers each kind of operation succeeds with; anything else is a RequestFailedException.
    private static readonly ResponseClassifier Ok = new StatusCodeClassifier([200]);
    private static readonly ResponseClassifier Accepted = new StatusCodeClassifier([202]);
    private static readonly ResponseClassifier NoContent = new StatusCodeClassifier([204]);
    private static readonly ResponseClassifier OkOrNotFound = new StatusCodeClassifier([200, 404]);

    private HttpMessage CreateMessage(
        RequestMethod method,
        string operation,
        ResponseClassifier success,
        RequestContext? context,
        params ReadOnlySpan<(string Name, string? Value)> query)
    {
        var message = Pipeline.CreateMessage(context, success);
        message.Request.Method = method;

        var uri = message.Request.Uri;
        uri.Reset(Endpoint);
        uri.AppendPath($"/api/hubs/{Segment(Hub)}{operation}", escape: false);
        foreach (var (name, value) in query)
        {
            if (value is not null)
            {
                uri.AppendQuery(name, value, escapeValue: true);
            }
        }

        uri.AppendQuery("api-version", _options.ApiVersion, escapeValue: true);
        if (method != RequestMethod.Head)
        {
            message.Request.Headers.Add(HttpHeader.Common.JsonAccept);
        }

        return message;
    }

    private static HttpMessage WithContent(HttpMessage message, RequestContent content, ContentType contentType)
    {
        ArgumentNullException.ThrowIfNull(content);
        message.Request.Headers.Add(HttpHeader.Names.ContentType, contentType.ToString());
        message.Request.Content = content;
        return message;
    }

    private static HttpMessage WithEach(HttpMessage message, string name, IEnumerable<string>? values)
    {
        foreach (var value in values ?? [])
        {
            message.Request.Uri.AppendQuery(name, value, escapeValue: true);
        }

        return message;
    }

    private Response Send(HttpMessage message, RequestContext? context)
    {
        using (message)
        {
            Pipeline.Send(message, context?.CancellationToken ?? default);
            return Judge(message.Response, context);
        }
    }

    private async Task<Response> SendAsync(HttpMessage message, RequestContext? context)
    {
        using (message)
        {
            await Pipeline.SendAsync(message, context?.CancellationToken ?? default).ConfigureAwait(false);
            return Judge(message.Response, context);
        }
    }

    private Response<bool> Check(HttpMessage message, RequestContext? context) => Found(Send(message, context));

    private async Task<Response<bool>> CheckAsync(HttpMessage message, RequestContext? context) =>
        Found(await SendAsync(message, context).ConfigureAwait(false));

    private static Response<bool> Found(Response response) => Response.FromValue(response.Status == 200, response);

    private static Response Judge(Response response, RequestContext? context) =>
        response.IsError && context?.ErrorOptions != ErrorOptions.NoThrow
            ? throw new RequestFailedException(response)
            : response;

    private static string Segment(string value, [System.Runtime.CompilerServices.CallerArgumentExpression(nameof(value))] string? name = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(value, name);
        return Uri.EscapeDataString(value);
    }
}

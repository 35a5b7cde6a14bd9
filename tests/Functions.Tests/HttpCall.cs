using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Http;

namespace Fixia.Functions.Tests;

/// <summary>One HTTP request to a function, and the response that its result writes.</summary>
public sealed class HttpCall(FunctionsApp app)
{
    private readonly DefaultHttpContext context = new() { RequestServices = app.Services };

    public HttpRequest Request => context.Request;

    public HttpResponse Response => context.Response;

    public JsonElement Body { get; private set; }

    public HttpCall As(string user)
    {
        Request.Headers.Authorization = $"Bearer {FunctionsApp.Token(user)}";
        return this;
    }

    public HttpCall Send(string method, string json = "")
    {
        Request.Method = method;
        Request.Body = new MemoryStream(Encoding.UTF8.GetBytes(json));
        return this;
    }

    public async Task<HttpCall> ExecuteAsync(Task<IResult> result)
    {
        using var body = new MemoryStream();
        Response.Body = body;
        await (await result).ExecuteAsync(context);
        if (body.Length > 0)
        {
            using var json = JsonDocument.Parse(body.ToArray());
            Body = json.RootElement.Clone();
        }

        return this;
    }
}

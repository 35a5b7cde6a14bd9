using System.Data.Common;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.FileProviders;

namespace Fixia.Local.Stack;

/// <summary>The built page, on the origin of the functions.</summary>
internal static class DemoPage
{
    /// <param name="application">The functions' origin.</param>
    /// <param name="directory">The built page.</param>
    /// <param name="webPubSub">The connection string of the service that the page opens its sockets to.</param>
    public static void Serve(WebApplication application, string directory, string webPubSub)
    {
        var policy = SecurityPolicy(webPubSub);
        application.UseFileServer(new FileServerOptions
        {
            FileProvider = new PhysicalFileProvider(Path.GetFullPath(directory)),
            StaticFileOptions =
            {
                OnPrepareResponse = file =>
                {
                    var headers = file.Context.Response.Headers;
                    headers.ContentSecurityPolicy = policy;
                    headers.XContentTypeOptions = "nosniff";
                    headers["Referrer-Policy"] = "no-referrer";
                },
            },
        });
    }

    /// <summary>The page is files of its own and one service; it is not to be framed, for it signs in anybody.</summary>
    private static string SecurityPolicy(string webPubSub)
    {
        var service = ServiceOf(webPubSub);
        var socket = new UriBuilder(service) { Scheme = service.Scheme == Uri.UriSchemeHttps ? Uri.UriSchemeWss : Uri.UriSchemeWs }.Uri;
        return string.Join(
            "; ",
            "default-src 'none'",
            "script-src 'self'",
            "style-src 'self'",
            "img-src 'self'",
            $"connect-src 'self' {service.GetLeftPart(UriPartial.Authority)} {socket.GetLeftPart(UriPartial.Authority)}",
            "base-uri 'none'",
            "form-action 'self'",
            "frame-ancestors 'none'");
    }

    private static Uri ServiceOf(string webPubSub)
    {
        var parts = new DbConnectionStringBuilder { ConnectionString = webPubSub };
        var endpoint = new UriBuilder((string)parts["Endpoint"]);
        if (parts.TryGetValue("Port", out var port))
        {
            endpoint.Port = int.Parse((string)port, System.Globalization.CultureInfo.InvariantCulture);
        }

        return endpoint.Uri;
    }
}

using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.FileProviders;

namespace Fixia.Local.Stack;

/// <summary>The built pages, on the origin of the functions.</summary>
internal static class Pages
{
    /// <param name="application">The functions' origin.</param>
    /// <param name="path">The path of the page; empty for the root.</param>
    /// <param name="directory">The built page.</param>
    /// <param name="webPubSub">The connection string of the service that the page opens its sockets to.</param>
    public static void Serve(WebApplication application, string path, string directory, string webPubSub)
    {
        var policy = SecurityPolicy(webPubSub);
        application.UseFileServer(new FileServerOptions
        {
            RequestPath = path,
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

    /// <summary>Reads where the service of a connection string is.</summary>
    public static bool TryReadService(string webPubSub, [NotNullWhen(true)] out Uri? service)
    {
        var parts = webPubSub.Split(';').Select(part => part.Split('=', 2)).Where(part => part.Length == 2)
            .ToLookup(part => part[0].Trim(), part => part[1].Trim(), StringComparer.OrdinalIgnoreCase);
        if (!Uri.TryCreate(parts["Endpoint"].FirstOrDefault(), UriKind.Absolute, out service))
        {
            return false;
        }

        if (int.TryParse(parts["Port"].FirstOrDefault(), NumberStyles.None, CultureInfo.InvariantCulture, out var port))
        {
            service = new UriBuilder(service) { Port = port }.Uri;
        }

        return true;
    }

    /// <summary>The page is files of its own and one service; it is not to be framed, for it signs in anybody.</summary>
    private static string SecurityPolicy(string webPubSub)
    {
        if (!TryReadService(webPubSub, out var service))
        {
            throw new ArgumentException("The connection string of Web PubSub has no Endpoint.", nameof(webPubSub));
        }

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
}

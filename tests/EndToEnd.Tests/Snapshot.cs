using System.Runtime.InteropServices;
using System.Text.Json;
using Microsoft.Playwright;

namespace Fixia.EndToEnd.Tests;

/// <summary>
/// What a part of a page looked like when somebody last reviewed it: a picture in <c>snapshots/</c>. With
/// <c>FIXIA_SNAPSHOTS=accept</c> what it looks like now takes its place.
/// </summary>
internal static class Snapshot
{
    /// <summary>Pictures are compared block by block, lest the edges of letters tell one build of Chromium from another. In pixels.</summary>
    private const int Block = 4;

    /// <summary>In the Chromium that drew the pictures. Less than the ground of what is unread differs from that of what is read.</summary>
    private static readonly Limits Same = new(Tolerance: 6, Share: 0.0005);

    /// <summary>In another version of it, or on another system: each draws letters a little otherwise.</summary>
    private static readonly Limits Elsewhere = new(Tolerance: 16, Share: 0.05);

    private const string Compare = """
        async ([expected, actual, size, tolerance]) => {
          const read = async (png) => {
            const image = new Image();
            image.src = `data:image/png;base64,${png}`;
            await image.decode();
            const canvas = new OffscreenCanvas(image.width, image.height);
            const context = canvas.getContext("2d");
            context.drawImage(image, 0, 0);
            return context.getImageData(0, 0, image.width, image.height);
          };
          const [one, other] = [await read(expected), await read(actual)];
          const { width, height } = one;
          if (width !== other.width || height !== other.height)
            return `it is ${other.width} by ${other.height} pixels, and was ${width} by ${height}`;
          const columns = Math.ceil(width / size);
          const blocks = columns * Math.ceil(height / size);
          const sums = new Int32Array(4 * blocks);
          for (let at = 0; at < one.data.length; at++) {
            const pixel = at >> 2;
            const block = columns * Math.floor(pixel / width / size) + Math.floor((pixel % width) / size);
            sums[4 * block + (at % 4)] += one.data[at] - other.data[at];
          }
          const different = new Set();
          sums.forEach((sum, at) => Math.abs(sum) > tolerance * size * size && different.add(at >> 2));
          return different.size / blocks;
        }
        """;

    private static readonly string Reviewed = Path.Combine(StackProcess.RepositoryRoot, "tests", "EndToEnd.Tests", "snapshots");
    private static readonly string DrawnBy = Path.Combine(Reviewed, "chromium.txt");
    private static readonly string Differing = Path.Combine(StackProcess.RepositoryRoot, "artifacts", "snapshots");

    /// <summary>Fails where the part looks otherwise than it did.</summary>
    /// <param name="name">The picture's name, without an ending.</param>
    /// <param name="part">What the picture shows.</param>
    public static async Task MatchesAsync(string name, ILocator part)
    {
        await part.Page.Mouse.MoveAsync(0, 0);
        var actual = await part.ScreenshotAsync(new LocatorScreenshotOptions { Animations = ScreenshotAnimations.Disabled });
        var reviewed = Path.Combine(Reviewed, $"{name}.png");
        var browser = $"{part.Page.Context.Browser!.Version} {RuntimeInformation.RuntimeIdentifier}";
        if (Environment.GetEnvironmentVariable("FIXIA_SNAPSHOTS") == "accept")
        {
            Directory.CreateDirectory(Reviewed);
            await File.WriteAllBytesAsync(reviewed, actual);
            await File.WriteAllTextAsync(DrawnBy, browser);
            return;
        }

        var expected = await File.ReadAllBytesAsync(reviewed);
        var limits = await File.ReadAllTextAsync(DrawnBy) == browser ? Same : Elsewhere;
        var difference = await DifferenceAsync(part.Page.Context, expected, actual, limits);
        if (difference is null)
        {
            return;
        }

        Directory.CreateDirectory(Differing);
        var differing = Path.Combine(Differing, $"{name}.png");
        await File.WriteAllBytesAsync(differing, actual);
        Assert.Fail($"'{name}' looks otherwise than {reviewed}: {difference}. See {differing}; FIXIA_SNAPSHOTS=accept takes it.");
    }

    /// <summary>In words; null where there is none that anybody would see.</summary>
    private static async Task<string?> DifferenceAsync(IBrowserContext context, byte[] expected, byte[] actual, Limits limits)
    {
        var blank = await context.NewPageAsync();
        var answer = await blank.EvaluateAsync(Compare, new object[] { Convert.ToBase64String(expected), Convert.ToBase64String(actual), Block, limits.Tolerance });
        await blank.CloseAsync();
        return answer is not { } found ? "it could not be compared"
            : found.ValueKind == JsonValueKind.String ? found.GetString()
            : found.GetDouble() > limits.Share ? $"{found.GetDouble():P2} of it differ"
            : null;
    }

    /// <summary>What nobody would see.</summary>
    /// <param name="Tolerance">By how much the mean of a block may differ, in each colour, of 255.</param>
    /// <param name="Share">Which share of the blocks may differ by more.</param>
    private sealed record Limits(int Tolerance, double Share);
}

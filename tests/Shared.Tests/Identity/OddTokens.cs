using System.Security.Cryptography;
using System.Text;

namespace Fixia.Shared.Tests.Identity;

/// <summary>A token, and the user that it may be accepted for; null when it has to be refused.</summary>
public sealed record OddToken(string Name, string Text, string? User);

/// <summary>
/// Forged, broken and merely unusual tokens, the same in every run. They are put together by hand, because no library
/// would write most of them.
/// </summary>
public static class OddTokens
{
    public const string Issuer = "https://issuer.test";
    public const string Audience = "audience";
    public const string User = "ana";
    public const long Now = 1_777_636_800;
    public const string GoodHeader = """{"alg":"HS256","typ":"JWT"}""";

    private const int Seed = 20260501;
    public static readonly byte[] Secret = Encoding.UTF8.GetBytes("a secret that is long enough for HS512, so that only the allow-list refuses it");

    public static string GoodPayload => Payload();

    public static string Good => Sign(GoodHeader, GoodPayload);

    public static IEnumerable<OddToken> All() =>
        [.. Algorithms(), .. Keys(), .. Headers(), .. Structures(), .. Damaged(), .. Claims(), .. Subjects(), .. Json(), .. Sizes()];

    public static string Sign(string header, string payload, byte[]? key = null)
    {
        var input = $"{Encode(header)}.{Encode(payload)}";
        return $"{input}.{Encode(HMACSHA256.HashData(key ?? Secret, Encoding.UTF8.GetBytes(input)))}";
    }

    public static string Encode(string text) => Encode(Encoding.UTF8.GetBytes(text));

    public static string Encode(byte[] bytes) => Convert.ToBase64String(bytes).TrimEnd('=').Replace('+', '-').Replace('/', '_');

    public static string Payload(
        string iss = $"\"{Issuer}\"", string aud = $"\"{Audience}\"", string exp = "1777637100", string nbf = "1777636740", string sub = $"\"{User}\"") =>
        $$"""{"iss":{{iss}},"aud":{{aud}},"exp":{{exp}},"nbf":{{nbf}},"sub":{{sub}}}""";

    private static IEnumerable<OddToken> Algorithms()
    {
        string[] names =
        [
            "\"none\"", "\"None\"", "\"NONE\"", "\"nOnE\"", "\"\"", "null", "1", "true", "[\"HS256\"]", "{\"alg\":\"HS256\"}", "\"hs256\"", "\"Hs256\"",
            "\"HS256 \"", "\" HS256\"", "\"HS256\\u0000\"", "\"HS384\"", "\"HS512\"", "\"HS1\"", "\"RS256\"", "\"RS512\"", "\"PS256\"", "\"ES256\"",
            "\"ES512\"", "\"EdDSA\"", "\"dir\"", "\"A256KW\"", "\"http://www.w3.org/2001/04/xmldsig-more#hmac-sha256\"", "\"HS256,none\"",
        ];
        foreach (var name in names)
        {
            var input = $"{Encode($$"""{"alg":{{name}},"typ":"JWT"}""")}.{Encode(GoodPayload)}";
            var bytes = Encoding.UTF8.GetBytes(input);
            yield return new($"alg {name}, no signature", input + ".", null);
            yield return new($"alg {name}, two segments", input, null);
            yield return new($"alg {name}, HMAC-SHA256", $"{input}.{Encode(HMACSHA256.HashData(Secret, bytes))}", null);
            yield return new($"alg {name}, HMAC-SHA512", $"{input}.{Encode(HMACSHA512.HashData(Secret, bytes))}", null);
            yield return new($"alg {name}, no key", $"{input}.{Encode(HMACSHA256.HashData(Array.Empty<byte>(), bytes))}", null);
        }

        yield return new("no alg at all", Sign("""{"typ":"JWT"}""", GoodPayload), null);
    }

    private static IEnumerable<OddToken> Keys()
    {
        var secret = Encoding.UTF8.GetString(Secret);
        using var rsa = RSA.Create(2048);
        (string Name, byte[] Key)[] keys =
        [
            ("empty", []), ("zeros", new byte[32]), ("one byte", [0]), ("'secret'", "secret"u8.ToArray()), ("null", "null"u8.ToArray()),
            ("the secret and a line end", Encoding.UTF8.GetBytes(secret + "\n")), ("the secret without its last byte", Secret[..^1]),
            ("a blank before the secret", Encoding.UTF8.GetBytes(" " + secret)), ("the secret in upper case", Encoding.UTF8.GetBytes(secret.ToUpperInvariant())),
            ("the secret in base64", Encoding.UTF8.GetBytes(Convert.ToBase64String(Secret))), ("the secret in hex", Encoding.UTF8.GetBytes(Convert.ToHexString(Secret))),
            ("the secret in UTF-16", Encoding.Unicode.GetBytes(secret)), ("the issuer", Encoding.UTF8.GetBytes(Issuer)),
            ("a Key Vault reference", Encoding.UTF8.GetBytes("@Microsoft.KeyVault(SecretUri=https://vault.test/secrets/jwt-secret)")),
            ("a public key, PEM", Encoding.UTF8.GetBytes(rsa.ExportSubjectPublicKeyInfoPem())), ("a public key, DER", rsa.ExportSubjectPublicKeyInfo()),
        ];
        foreach (var (name, key) in keys)
        {
            yield return new($"signed with {name}", Sign(GoodHeader, GoodPayload, key), null);
        }
    }

    private static IEnumerable<OddToken> Headers()
    {
        using var rsa = RSA.Create(2048);
        var numbers = rsa.ExportParameters(false);
        var jwk = $$"""{"kty":"RSA","kid":"mine","n":"{{Encode(numbers.Modulus!)}}","e":"{{Encode(numbers.Exponent!)}}"}""";
        var oct = $$"""{"kty":"oct","k":"{{Encode(new byte[32])}}"}""";
        string[] members =
        [
            $"\"jwk\":{jwk}", $"\"jwk\":{oct}", "\"jku\":\"https://evil.test/keys\"", "\"x5u\":\"https://evil.test/certificate\"", "\"x5c\":[\"MIIB\"]",
            "\"x5t\":\"AAAA\"", "\"kid\":\"../../dev/null\"", "\"kid\":\"' OR 1=1 --\"", "\"kid\":\"\"", "\"kid\":null",
            "\"kid\":\"mine\"", "\"cty\":\"JWT\"", "\"zip\":\"DEF\"", "\"enc\":\"A256GCM\"", "\"b64\":false", "\"typ\":\"at+jwt\"",
        ];
        foreach (var member in members)
        {
            var own = $$"""{"alg":"HS256",{{member}}}""";
            yield return new($"header {member}, good signature", Sign(own, GoodPayload), User);
            yield return new($"header {member}, signed with zeros", Sign(own, GoodPayload, new byte[32]), null);
            var input = $"{Encode($$"""{"alg":"RS256",{{member}}}""")}.{Encode(GoodPayload)}";
            var signature = rsa.SignData(Encoding.UTF8.GetBytes(input), HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
            yield return new($"header {member}, signed with a key of one's own", $"{input}.{Encode(signature)}", null);
        }

        foreach (var member in (string[])["\"kid\":7", "\"kid\":{}", "\"kid\":[\"mine\"]", "\"typ\":7", "\"cty\":{}"])
        {
            yield return new($"header {member}", Sign($$"""{"alg":"HS256",{{member}}}""", GoodPayload), null);
        }

        foreach (var critical in (string[])["[\"b64\"]", "[\"exp\"]", "[\"unknown\"]", "[]", "\"b64\"", "null"])
        {
            yield return new($"crit {critical}", Sign($$"""{"alg":"HS256","crit":{{critical}},"b64":false,"unknown":1}""", GoodPayload), null);
        }
    }

    private static IEnumerable<OddToken> Structures()
    {
        var parts = Good.Split('.');
        var (header, payload, signature) = (parts[0], parts[1], parts[2]);
        string[] texts =
        [
            " ", ".", "..", "...", "....", header, payload, signature, $"{header}.{payload}.", $"{header}..{signature}", $".{payload}.{signature}", $"..{signature}",
            $"{header}.{signature}.{payload}", $"{payload}.{header}.{signature}", $"{payload}.{signature}.{header}", $"{signature}.{header}.{payload}",
            $"{signature}.{payload}.{header}", $"{header}.{header}.{signature}", $"{payload}.{payload}.{signature}", $"{Good}.", $".{Good}", $"{Good}.{signature}",
            $"{Good}.{Good}", $"{header}.{payload}.{signature}.{header}.{payload}", $"{Good}=", $"{Good}==", $"{header}=.{payload}.{signature}", $"{header}.{payload}=.{signature}",
            $"Bearer {Good}", $"{Good} {Good}", $"{Good},{Good}", $"\"{Good}\"", $"{header} .{payload}.{signature}", $"{header}. {payload}.{signature}",
            $"{header}.{payload}\n.{signature}", $"{header}\u200b.{payload}.{signature}", $"{header}\u3002{payload}\u3002{signature}", $"{header}%2E{payload}%2E{signature}",
            Good.Replace('.', ','), Good.ToUpperInvariant(), Good.ToLowerInvariant(), new string([.. Good.Reverse()]), "null", "undefined", "{}", "[]", "0", "true",
            "eyJ", "ey.ey.ey", "\0", "\ud800", "é.é.é", "..\ud83d\ude00", Convert.ToBase64String(Encoding.UTF8.GetBytes(Good)), $"{header}.{payload}.{Encode("")}",
            $"{header}.{payload}.{Encode(new byte[32])}", $"{header}.{payload}.{signature}{signature}", $"{header}.{payload}{payload}.{signature}",
            $"{Encode("""{"alg":"dir","enc":"A256GCM"}""")}..{Encode(new byte[12])}.{payload}.{Encode(new byte[16])}",
            $"{Encode("""{"alg":"A256KW","enc":"A128CBC-HS256","cty":"JWT"}""")}.{Encode(new byte[40])}.{Encode(new byte[16])}.{Encode(Good)}.{Encode(new byte[16])}",
            Sign("""{"alg":"HS256","cty":"JWT"}""", Good),
        ];
        return texts.Select((text, i) => new OddToken($"structure {i}", text, null));
    }

    private static IEnumerable<OddToken> Damaged()
    {
        var random = new Random(Seed);
        for (var length = 1; length < Good.Length; length += 7)
        {
            yield return new($"the first {length} characters", Good[..length], null);
        }

        const string Alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_+/=. ~";
        for (var i = 0; i < 120; i++)
        {
            var text = Good.ToCharArray();

            // Not the very last one: two of its bits belong to no byte.
            var at = random.Next(text.Length - 1);
            var other = Alphabet[random.Next(Alphabet.Length)];
            if (text[at] != other)
            {
                text[at] = other;
                yield return new($"'{other}' at {at}", new string(text), null);
            }
        }
    }

    private static IEnumerable<OddToken> Claims()
    {
        foreach (var iss in (string[])["\"https://issuer.test/\"", "\"HTTPS://ISSUER.TEST\"", "\" https://issuer.test\"", "\"\"", "null", "7", "true", "{}", "[]", "[\"https://issuer.test\"]", "\"https://other.test\""])
        {
            yield return new($"iss {iss}", Sign(GoodHeader, Payload(iss: iss)), null);
        }

        foreach (var aud in (string[])["\"audience/\"", "\"Audience\"", "\" audience\"", "\"audience,other\"", "\"\"", "null", "7", "true", "{}", "[]", "[null]", "[7]", "[\"other\"]", "[[\"audience\"]]", "{\"0\":\"audience\"}"])
        {
            yield return new($"aud {aud}", Sign(GoodHeader, Payload(aud: aud)), null);
        }

        yield return new("aud among others", Sign(GoodHeader, Payload(aud: "[\"other\",\"audience\"]")), User);
        foreach (var exp in (string[])["null", "0", "-1", "1", $"{Now - 60}", $"{Now - 3600}", "\"\"", "\"tomorrow\"", "true", "[]", "{}", "[1777637100]", "-1e300", "\"0\"", "1777636739.5", "18446744073709551616", "1e300"])
        {
            yield return new($"exp {exp}", Sign(GoodHeader, Payload(exp: exp)), null);
        }

        foreach (var exp in (string[])["9999999999", "9999999999999", "9223372036854775807", "\"1777637100\"", "1777637100.5", "1.7776371e9", $"{Now - 59}"])
        {
            yield return new($"exp {exp}", Sign(GoodHeader, Payload(exp: exp)), User);
        }

        foreach (var nbf in (string[])[$"{Now + 61}", $"{Now + 3600}", "9999999999", "9999999999999", "9223372036854775807"])
        {
            yield return new($"nbf {nbf}", Sign(GoodHeader, Payload(nbf: nbf)), null);
        }

        yield return new("nbf within the skew", Sign(GoodHeader, Payload(nbf: $"{Now + 60}")), User);
        foreach (var missing in (string[])["iss", "aud", "exp", "sub"])
        {
            yield return new($"without {missing}", Sign(GoodHeader, GoodPayload.Replace($"\"{missing}\"", $"\"not-{missing}\"", StringComparison.Ordinal)), null);
            yield return new($"{missing} in upper case", Sign(GoodHeader, GoodPayload.Replace($"\"{missing}\"", $"\"{missing.ToUpperInvariant()}\"", StringComparison.Ordinal)), null);
        }
    }

    private static IEnumerable<OddToken> Subjects()
    {
        foreach (var sub in (string[])["null", "true", "[]", "{}", "[\"ana\"]", "{\"sub\":\"ana\"}", "\"\"", "\" \"", "\"\\u00a0\"", "\"\\t\"", "\"ana\\n\"", "\"ana\\u0000\"", "\"\\u007f\"",
            "\"\\u0085\"", "\".\"", "\"..\"", "\"a%2Fb\"", "\"a%2fb\"", "\"\\ud800\"", "\"ana\\udc00\"", "\"\\udc00\\ud800\"", $"\"{new string('a', 257)}\"", $"\"{new string('\u65e5', 251)}\""])
        {
            yield return new($"sub {sub}", Sign(GoodHeader, Payload(sub: sub)), null);
        }

        foreach (var user in (string[])["ana ", " ana", "Ana", "josé", "team/ana", "a%20b", "~YW5h", "\u65e5\u672c", "\ud83d\ude00", "a,b;c=d", new string('a', 256), new string('\u65e5', 250)])
        {
            yield return new($"sub '{user}'", Sign(GoodHeader, Payload(sub: $"\"{user}\"")), user);
        }

        yield return new("sub 7", Sign(GoodHeader, Payload(sub: "7")), "7");
        yield return new("sub twice, the last counts", Sign(GoodHeader, GoodPayload.Replace("{", "{\"sub\":\"bruno\",", StringComparison.Ordinal)), User);
        yield return new("sub in another claim", Sign(GoodHeader, """{"iss":"https://issuer.test","aud":"audience","exp":1777637100,"claims":{"sub":"ana"}}"""), null);
    }

    private static IEnumerable<OddToken> Json()
    {
        string[] payloads =
        [
            "", " ", "null", "[]", "\"ana\"", "7", "true", "{", "}", "{}", "{]", "{'sub':'ana'}", GoodPayload[..^1], $"[{GoodPayload}]",
            GoodPayload[..^1] + ",}", "/* */" + GoodPayload, GoodPayload.Replace(":", "=", StringComparison.Ordinal), GoodPayload.Replace("\"", "\u201c", StringComparison.Ordinal), "\ufeff" + GoodPayload + "x",
        ];
        foreach (var (payload, i) in payloads.Select((payload, i) => (payload, i)))
        {
            yield return new($"payload {i}", Sign(GoodHeader, payload), null);
            yield return new($"header {i}", Sign(payload == "{}" ? "" : payload.Replace("\"sub\"", "\"alg\"", StringComparison.Ordinal), GoodPayload), null);
        }

        yield return new("text after the payload, by whoever signed it", Sign(GoodHeader, GoodPayload + "}"), User);
        yield return new("alg twice, the last is none", Sign("""{"alg":"HS256","alg":"none"}""", GoodPayload), null);
        yield return new("alg twice, the first is none", Sign("""{"alg":"none","alg":"HS256"}""", GoodPayload), User);
        var input = $"{Encode(GoodHeader)}.{Encode([0xff, 0xfe, .. Encoding.Unicode.GetBytes(GoodPayload)])}";
        yield return new("payload in UTF-16", $"{input}.{Encode(HMACSHA256.HashData(Secret, Encoding.UTF8.GetBytes(input)))}", null);
        input = $"{Encode(GoodHeader)}.{Encode([.. Encoding.UTF8.GetBytes(GoodPayload[..^2]), 0xc3, 0x28, .. "\"}"u8])}";
        yield return new("invalid UTF-8 in sub", $"{input}.{Encode(HMACSHA256.HashData(Secret, Encoding.UTF8.GetBytes(input)))}", null);
    }

    private static IEnumerable<OddToken> Sizes()
    {
        yield return new("a megabyte", new string('a', 1 << 20), null);
        yield return new("a megabyte of dots", new string('.', 1 << 20), null);
        yield return new("a megabyte of signature", Good + new string('A', 1 << 20), null);
        yield return new("a megabyte of claim", Sign(GoodHeader, GoodPayload.Replace("{", "{\"x\":\"" + new string('x', 1 << 20) + "\",", StringComparison.Ordinal)), null);
        foreach (var depth in (int[])[10, 63])
        {
            yield return new($"{depth} deep", Sign(GoodHeader, Nested(depth)), User);
        }

        foreach (var depth in (int[])[64, 1000, 50_000])
        {
            yield return new($"{depth} deep, unsigned", Sign(GoodHeader, Nested(depth), new byte[32]), null);
        }

        yield return new("a thousand claims", Sign(GoodHeader, GoodPayload[..^1] + string.Concat(Enumerable.Range(0, 1000).Select(i => $",\"c{i}\":{i}")) + "}"), User);

        static string Nested(int depth) => GoodPayload[..^1] + ",\"x\":" + new string('[', depth) + new string(']', depth) + "}";
    }
}

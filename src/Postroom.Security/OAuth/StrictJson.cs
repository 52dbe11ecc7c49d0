using System.Text.Json;

namespace Postroom.Security;

/// <summary>JSON of strangers: not deep, no member twice, and every name and string in it is text.</summary>
internal static class StrictJson
{
    // The same member twice would be one thing to us and another to the one who looked at it before.
    private static readonly JsonDocumentOptions Options = new() { MaxDepth = 16, AllowDuplicateProperties = false };

    /// <exception cref="JsonException">It is something else.</exception>
    public static JsonDocument Parse(ReadOnlyMemory<byte> json)
    {
        try
        {
            MustBeText(json.Span);
            return JsonDocument.Parse(json, Options);
        }
        catch (InvalidOperationException bad)
        {
            throw new JsonException("A string in it is no text.", bad);
        }
    }

    // The framework leaves it to whoever reads a string to find that it is no UTF-8, or half of a surrogate pair: a fault then, not an answer.
    private static void MustBeText(ReadOnlySpan<byte> json)
    {
        var reader = new Utf8JsonReader(json, new JsonReaderOptions { MaxDepth = Options.MaxDepth });
        while (reader.Read())
        {
            if (reader.TokenType is JsonTokenType.PropertyName or JsonTokenType.String)
                _ = reader.GetString();
        }
    }
}

using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Json;

namespace Postroom.Server;

/// <summary>How a line of the log is written.</summary>
internal static class LogLine
{
    /// <summary>For people: time, level, sentence.</summary>
    public static string Text(DateTimeOffset time, string level, string text) => $"{Stamp(time)} {level} {text}";

    /// <summary>For programs: an object with time, level, text, and each thing that the sentence names as a field of its own.</summary>
    public static string Json(DateTimeOffset time, string level, string text, IEnumerable<KeyValuePair<string, object?>>? fields)
    {
        var octets = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(octets))
        {
            json.WriteStartObject();
            json.WriteString("time", Stamp(time));
            json.WriteString("level", level);
            json.WriteString("text", text);
            foreach ((string name, object? value) in fields ?? [])
            {
                string key = JsonNamingPolicy.CamelCase.ConvertName(name);
                switch (value)
                {
                    case long number:
                        json.WriteNumber(key, number);
                        break;
                    case not null when name[0] != '{': // the sentence's template comes as a field, too
                        json.WriteString(key, Convert.ToString(value, CultureInfo.InvariantCulture));
                        break;
                    default:
                        break;
                }
            }

            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(octets.WrittenSpan);
    }

    /// <summary>What came from a client must not look like lines of ours, nor move a terminal's cursor.</summary>
    public static string WithoutControls(string text) => text.Any(IsControl)
        ? string.Concat(text.Select(static character => IsControl(character) ? '?' : character))
        : text;

    private static bool IsControl(char character) => char.IsControl(character) || character is '\u2028' or '\u2029';

    private static string Stamp(DateTimeOffset time) => time.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);
}

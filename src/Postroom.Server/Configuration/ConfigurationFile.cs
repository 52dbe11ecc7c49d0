using System.Text.Json;

namespace Postroom.Server;

/// <summary>The configuration's file: JSON with comments, read as the keys and texts that stand for it elsewhere.</summary>
internal static class ConfigurationFile
{
    private static readonly JsonDocumentOptions Lenient = new() { AllowTrailingCommas = true, CommentHandling = JsonCommentHandling.Skip };

    /// <summary>Adds what stands in the file: <c>Section:Key</c>, and <c>Section:Key:0</c> and on for a list.</summary>
    /// <exception cref="ConfigurationException">It cannot be read: the message names it.</exception>
    public static void Read(string file, Dictionary<string, string> values)
    {
        string full = file.Length > 0 ? Path.GetFullPath(file) : "\"\"";
        if (!File.Exists(full))
        {
            throw new ConfigurationException($"The configuration file {full} does not exist: name another with --config, or leave it out.");
        }

        try
        {
            using FileStream stream = File.OpenRead(full);
            using var document = JsonDocument.Parse(stream, Lenient);
            if (document.RootElement.ValueKind != JsonValueKind.Object)
            {
                throw new ConfigurationException($"The configuration file {full} must be one object: {{ \"Section\": {{ \"Key\": \"value\" }} }}.");
            }

            Add(full, "", document.RootElement, values);
        }
        catch (JsonException e)
        {
            throw new ConfigurationException($"The configuration file {full} is not valid JSON: line {e.LineNumber + 1}, octet {e.BytePositionInLine + 1}.", e);
        }
        catch (Exception e) when (SystemFailure.Is(e))
        {
            throw new ConfigurationException($"The configuration file {full} cannot be read: {SystemFailure.Reason(e)}.", e);
        }
    }

    private static void Add(string file, string key, JsonElement element, Dictionary<string, string> values)
    {
        switch (element.ValueKind)
        {
            case JsonValueKind.Object:
                foreach (JsonProperty property in element.EnumerateObject())
                {
                    Add(file, Below(key, property.Name), property.Value, values);
                }

                break;
            case JsonValueKind.Array when element.GetArrayLength() > 0:
                int index = 0;
                foreach (JsonElement item in element.EnumerateArray())
                {
                    Add(file, Below(key, (index++).ToString(System.Globalization.CultureInfo.InvariantCulture)), item, values);
                }

                break;
            case JsonValueKind.Null:
                break;
            default: // an empty list is an empty text
                if (!values.TryAdd(key, element.ValueKind == JsonValueKind.Array ? "" : element.ToString()))
                {
                    throw new ConfigurationException($"The configuration file {file} has the same key twice, perhaps in another case.");
                }

                break;
        }
    }

    private static string Below(string key, string name) => key.Length == 0 ? name : $"{key}:{name}";
}

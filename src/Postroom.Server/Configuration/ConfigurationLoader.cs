using System.Text.Json;
using Microsoft.Extensions.Configuration;

namespace Postroom.Server;

/// <summary>Puts the configuration together: the file, then POSTROOM__ environment variables, then --set; validated whole before anything starts.</summary>
internal static class ConfigurationLoader
{
    public const string EnvironmentPrefix = "POSTROOM__";

    /// <exception cref="ConfigurationException">A file that cannot be read, an unknown key, or a value that cannot be: the message names it.</exception>
    public static PostroomSettings Load(string? file, IEnumerable<string> assignments)
    {
        var builder = new ConfigurationBuilder();
        if (file is not null)
        {
            string full = file.Length > 0 ? Path.GetFullPath(file) : "\"\"";
            if (!File.Exists(full))
            {
                throw new ConfigurationException($"The configuration file {full} does not exist: name another with --config, or leave it out.");
            }

            DemandObject(full);
            builder.AddJsonFile(full, optional: false, reloadOnChange: false);
        }

        builder.AddEnvironmentVariables(EnvironmentPrefix);
        var assigned = new Dictionary<string, string?>(StringComparer.OrdinalIgnoreCase);
        foreach (string assignment in assignments)
        {
            (string key, string? value) = Split(assignment);
            assigned[key] = value; // later over earlier
        }

        builder.AddInMemoryCollection(assigned);
        try
        {
            return new PostroomSettings(Collect(builder.Build()));
        }
        catch (Exception e) when (e is InvalidDataException or FormatException)
        {
            throw new ConfigurationException($"The configuration file {file} has the same key twice, perhaps in another case.", e); // its form was looked at before
        }
    }

    private static void DemandObject(string file)
    {
        try
        {
            using FileStream stream = File.OpenRead(file);
            using var document = JsonDocument.Parse(stream, new JsonDocumentOptions { AllowTrailingCommas = true, CommentHandling = JsonCommentHandling.Skip });
            if (document.RootElement.ValueKind != JsonValueKind.Object)
            {
                throw new ConfigurationException($"The configuration file {file} must be one object: {{ \"Section\": {{ \"Key\": \"value\" }} }}.");
            }
        }
        catch (JsonException e)
        {
            throw new ConfigurationException($"The configuration file {file} is not valid JSON: line {e.LineNumber + 1}, octet {e.BytePositionInLine + 1}.", e);
        }
        catch (Exception e) when (SystemFailure.Is(e))
        {
            throw new ConfigurationException($"The configuration file {file} cannot be read: {SystemFailure.Reason(e)}.", e);
        }
    }

    private static KeyValuePair<string, string?> Split(string assignment)
    {
        int equals = assignment.IndexOf('=', StringComparison.Ordinal);
        return equals > 0
            ? new(assignment[..equals].Trim(), assignment[(equals + 1)..])
            : throw new ConfigurationException($"--set takes Section:Key=value, not '{assignment}'.");
    }

    // Lists stand as Key:0, Key:1 ... in the file and as one text elsewhere; the text, coming later, wins.
    private static Dictionary<string, IReadOnlyList<string>> Collect(IConfigurationRoot root)
    {
        var values = new Dictionary<string, IReadOnlyList<string>>(StringComparer.OrdinalIgnoreCase);
        foreach (string key in Keys(root))
        {
            Setting setting = PostroomSettings.All.FirstOrDefault(setting => setting.Key.Equals(key, StringComparison.OrdinalIgnoreCase))
                ?? throw new ConfigurationException(Unknown(key));
            IConfigurationSection section = root.GetSection(key);
            IReadOnlyList<string> found = section.Value is { } text
                ? [text]
                : [.. section.GetChildren().Select(child => child.Value ?? "")];
            if (found.Count > 1 && !setting.IsList)
            {
                throw new ConfigurationException($"{setting.Key} takes one value ({setting.Allowed}), not a list.");
            }

            setting.Validate(found);
            values[setting.Key] = found;
        }

        return values;
    }

    // Each once, in order. No LINQ over pairs: it would be compiled at each start.
    private static List<string> Keys(IConfigurationRoot root)
    {
        var keys = new List<string>();
        foreach (KeyValuePair<string, string?> entry in root.AsEnumerable())
        {
            string key = WithoutIndex(entry.Key);
            if (entry.Value is not null && !keys.Contains(key, StringComparer.OrdinalIgnoreCase))
            {
                keys.Add(key);
            }
        }

        return keys;
    }

    private static string WithoutIndex(string key)
    {
        int colon = key.LastIndexOf(':');
        return colon > 0 && int.TryParse(key[(colon + 1)..], out _) ? key[..colon] : key;
    }

    private static string Unknown(string key)
    {
        string? close = PostroomSettings.All.Select(setting => setting.Key)
            .Select(known => (known, distance: Distance(known.ToUpperInvariant(), key.ToUpperInvariant())))
            .Where(entry => entry.distance <= Math.Max(2, key.Length / 4))
            .OrderBy(entry => entry.distance)
            .Select(entry => entry.known)
            .FirstOrDefault();
        return close is null
            ? $"'{key}' is not a setting; `postroom settings` lists them all."
            : $"'{key}' is not a setting; did you mean {close}?";
    }

    private static int Distance(string a, string b)
    {
        int[] row = [.. Enumerable.Range(0, b.Length + 1)];
        for (int i = 1; i <= a.Length; i++)
        {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= b.Length; j++)
            {
                int above = row[j];
                row[j] = Math.Min(Math.Min(row[j] + 1, row[j - 1] + 1), diagonal + (a[i - 1] == b[j - 1] ? 0 : 1));
                diagonal = above;
            }
        }

        return row[^1];
    }
}

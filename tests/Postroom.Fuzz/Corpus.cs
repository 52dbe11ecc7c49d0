using System.Text;

namespace Postroom.Fuzz;

/// <summary>
/// Corpus/TARGET/: a file is an input, octet for octet; of seeds.txt each line is one, escaped as <see cref="Escaped"/> says.
/// What was found once is put there, and read first each time.
/// </summary>
internal static class Corpus
{
    public static IReadOnlyList<(string Name, byte[] Octets)> Of(string target)
    {
        var inputs = new List<(string, byte[])>();
        foreach (string name in typeof(Corpus).Assembly.GetManifestResourceNames().Order(StringComparer.Ordinal))
        {
            string path = name.Replace('\\', '/');
            if (!path.StartsWith(target + "/", StringComparison.Ordinal))
                continue;
            using Stream resource = typeof(Corpus).Assembly.GetManifestResourceStream(name)!;
            using var octets = new MemoryStream();
            resource.CopyTo(octets);
            if (!path.EndsWith("/seeds.txt", StringComparison.Ordinal))
            {
                inputs.Add((path, octets.ToArray()));
                continue;
            }

            string[] lines = Encoding.Latin1.GetString(octets.ToArray()).Split('\n', StringSplitOptions.RemoveEmptyEntries);
            inputs.AddRange(lines.Select((line, i) => ($"{path}:{i + 1}", Escaped.Read(line.TrimEnd('\r')))));
        }

        return inputs;
    }
}

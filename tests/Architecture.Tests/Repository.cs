using System.Runtime.CompilerServices;
using System.Xml.Linq;

namespace Postroom.Architecture.Tests;

/// <summary>The checkout these tests look at.</summary>
internal static class Repository
{
    public static string Root { get; } = FindRoot();

    public static string PathOf(params string[] parts) => Path.Combine([Root, .. parts]);

    /// <summary>The project files below a folder of the root, such as <c>src</c>.</summary>
    public static IEnumerable<string> Projects(string folder) =>
        Directory.Exists(PathOf(folder))
            ? Directory.EnumerateFiles(PathOf(folder), "*.csproj", SearchOption.AllDirectories).Order(StringComparer.Ordinal)
            : [];

    /// <summary>The C# files below a folder of the root.</summary>
    public static IEnumerable<string> Sources(string folder) =>
        Directory.EnumerateFiles(PathOf(folder), "*.cs", SearchOption.AllDirectories).Order(StringComparer.Ordinal);

    public static IEnumerable<string> References(string project, string kind) =>
        XDocument.Load(project).Descendants(kind).Select(reference => (string?)reference.Attribute("Include") ?? "");

    public static string NameOf(string project) => Path.GetFileNameWithoutExtension(project.Replace('\\', '/'));

    private static string FindRoot([CallerFilePath] string here = "")
    {
        // The compiled-in path is this file's; where the build was deterministic and rewrote it, look upwards from the test instead.
        foreach (string? start in new[] { Path.GetDirectoryName(here), AppContext.BaseDirectory })
        {
            for (string? folder = start; folder is not null; folder = Path.GetDirectoryName(folder))
            {
                if (File.Exists(Path.Combine(folder, "Postroom.slnx")))
                {
                    return folder;
                }
            }
        }

        throw new InvalidOperationException("Postroom.slnx was found neither above the source file nor above the test.");
    }
}

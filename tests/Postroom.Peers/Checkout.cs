namespace Postroom.Peers;

/// <summary>The source tree that the tests run in.</summary>
public static class Checkout
{
    /// <summary>The folder with Postroom.slnx.</summary>
    public static string Folder { get; } = Find();

    public static string Artifacts => Path.Combine(Folder, "artifacts");

    private static string Find()
    {
        for (DirectoryInfo? at = new(AppContext.BaseDirectory); at is not null; at = at.Parent)
        {
            if (File.Exists(Path.Combine(at.FullName, "Postroom.slnx")))
                return at.FullName;
        }
        throw new InvalidOperationException($"no Postroom.slnx above {AppContext.BaseDirectory}");
    }
}

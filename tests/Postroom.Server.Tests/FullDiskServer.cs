using Postroom.Peers;

namespace Postroom.Server.Tests;

/// <summary>A server whose data folder is a small file system of its own, with an account (u2) whose password was kept at less cost, and application passwords.</summary>
public sealed class FullDiskServer() : RunningServer("Limits:LoginDelay=0s", "Limits:LoginDelayMost=0s")
{
    private const string Size = "16m"; // of which the reserve takes 4

    private bool _isMounted;

    public string Phone { get; private set; } = "";

    public override async Task InitializeAsync()
    {
        if (MountFactAttribute.WhyNot is null)
        {
            (await ToolProcess.RunAsync("mount", ["-t", "tmpfs", "-o", $"size={Size}", "tmpfs", Folder.FullName])).MustSucceed();
            _isMounted = true;
        }

        (await RunAsync("secret\n", "account", "add", "u2", "--set", "Auth:Iterations=4096")).MustSucceed();
        await base.InitializeAsync();
        Phone = (await RunAsync(null, "account", "app-password", "add", "u0", "phone")).MustSucceed().Output.Trim();
        (await RunAsync(null, "account", "app-password", "add", "u0", "lost")).MustSucceed();
        (await RunAsync("secret\n", "account", "add", "u3", "u4", "u5")).MustSucceed();
    }

    public new Task RestartAsync() => base.RestartAsync();

    /// <summary>Takes all that is left of the file system.</summary>
    public void Fill()
    {
        using var file = new FileStream(FillPath, FileMode.Append, FileAccess.Write, FileShare.None, bufferSize: 0);
        foreach (int size in (int[])[64 * 1024, 4096])
        {
            try
            {
                while (true)
                {
                    file.Write(new byte[size]);
                }
            }
            catch (IOException)
            {
                // As full as it gets with pieces of that size.
            }
        }
    }

    public void Empty() => File.Delete(FillPath);

    public override async Task DisposeAsync()
    {
        try
        {
            await base.DisposeAsync();
        }
        catch (IOException) when (_isMounted)
        {
            // The folder is the mount's root, which goes with it.
        }

        if (_isMounted)
        {
            await ToolProcess.RunAsync("umount", [Folder.FullName]);
            Directory.Delete(Folder.FullName, recursive: true);
        }
    }

    private string FillPath => Path.Combine(Folder.FullName, "fill");
}

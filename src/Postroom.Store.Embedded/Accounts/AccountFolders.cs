using Postroom.Store.Embedded.Files;

namespace Postroom.Store.Embedded.Accounts;

/// <summary>Where accounts lie below a data folder: accounts/ab/ID, by the identity's last two letters (its first say little).</summary>
internal static class AccountFolders
{
    private const string Trash = "trash";

    internal static string Of(string data, AccountId account)
    {
        string id = account.ToString();
        return Path.Combine(data, "accounts", id[^2..], id);
    }

    /// <summary>Takes an account's folder away at once, and then removes what was in it.</summary>
    internal static void Remove(string data, AccountId account, IFileSystem files)
    {
        string folder = Of(data, account);
        if (!Directory.Exists(folder))
        {
            return;
        }

        string trash = Path.Combine(data, Trash);
        Directory.CreateDirectory(trash);
        Directory.Move(folder, Path.Combine(trash, $"{account}-{Guid.NewGuid():N}"));
        files.SyncDirectory(Path.GetDirectoryName(folder)!);
        EmptyTrash(data);
    }

    /// <summary>Removes what an earlier removal did not get to.</summary>
    internal static void EmptyTrash(string data)
    {
        string trash = Path.Combine(data, Trash);
        if (Directory.Exists(trash))
        {
            Directory.Delete(trash, recursive: true);
        }
    }
}

using Postroom.Store.Embedded.Sqlite;
using Postroom.Store.Engine;

namespace Postroom.Store.Embedded.Tests;

/// <summary>server.db and the data folder's lock.</summary>
public sealed class DirectoryTests : IDisposable
{
    private readonly TestFolder _folder = new();

    [Fact]
    public void A_folder_that_is_made_is_for_its_owner_alone_and_one_that_is_there_keeps_its_rights()
    {
        if (OperatingSystem.IsWindows())
            return; // there it inherits who may read

        const UnixFileMode Owner = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;
        const UnixFileMode Shared = Owner | UnixFileMode.GroupRead | UnixFileMode.GroupExecute;
        string made = Path.Combine(_folder.Path, "made");
        DataFolder.Open(made, create: true).Dispose();
        Assert.Equal(Owner, File.GetUnixFileMode(made));
        File.SetUnixFileMode(made, Shared);
        DataFolder.Open(made, create: true).Dispose();
        Assert.Equal(Shared, File.GetUnixFileMode(made));
    }

    [Fact]
    public async Task What_is_made_in_a_folder_that_others_may_read_is_its_owners_alone()
    {
        if (OperatingSystem.IsWindows())
            return; // there it inherits who may read

        const UnixFileMode Others = UnixFileMode.GroupRead | UnixFileMode.GroupWrite | UnixFileMode.GroupExecute
            | UnixFileMode.OtherRead | UnixFileMode.OtherWrite | UnixFileMode.OtherExecute;
        File.SetUnixFileMode(_folder.Path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute | UnixFileMode.OtherRead | UnixFileMode.OtherExecute);
        await using EmbeddedStore store = Open();
        foreach (string name in (string[])["accounts", "stage", "server.db", "server.db-wal"])
        {
            Assert.Equal(UnixFileMode.None, File.GetUnixFileMode(Path.Combine(_folder.Path, name)) & Others);
        }
    }

    [Fact]
    public async Task Accounts_are_kept_with_names_unique_and_survive_reopening()
    {
        var ali = new AccountRecord { Id = AccountId.New(), Name = "ali", Credentials = ["one\n\"two\"", "drei ö"], Aliases = ["ali@example.org", "älî"], Version = 3 };
        var bea = new AccountRecord { Id = AccountId.New(), Name = "bea", IsDisabled = true };
        await using (EmbeddedStore store = Open())
        {
            Assert.True(await store.Accounts.SaveAsync(ali with { Name = "alice" }, default));
            Assert.True(await store.Accounts.SaveAsync(ali, default));
            Assert.True(await store.Accounts.SaveAsync(bea, default));
            Assert.False(await store.Accounts.SaveAsync(new AccountRecord { Id = AccountId.New(), Name = "ali" }, default));
            Assert.Null(store.Accounts.Find("alice"));
        }

        await using (EmbeddedStore store = Open())
        {
            Assert.Equal(["ali", "bea"], store.Accounts.All().Select(static account => account.Name));
            AccountRecord found = store.Accounts.Find(ali.Id)!;
            Assert.Equal(ali.Credentials, found.Credentials);
            Assert.Equal(ali.Aliases, found.Aliases);
            Assert.Same(found, store.Accounts.Find("älî"));
            Assert.Equal((3, false), (found.Version, found.IsDisabled));
            Assert.True(store.Accounts.Find("bea")!.IsDisabled);
            await store.Accounts.RemoveAsync(ali.Id, default);
            Assert.Null(store.Accounts.Find("ali"));
            Assert.Null(store.Accounts.Find("ali@example.org"));
        }

        await using (EmbeddedStore store = Open())
        {
            Assert.Equal(["bea"], store.Accounts.All().Select(static account => account.Name));
        }
    }

    [Fact]
    public async Task Marks_of_a_server_db_that_knew_no_uids_stay_and_get_them()
    {
        var id = AccountId.New();
        var marks = new AccountMarks(1, 2, 3, 4, 5);
        await using (EmbeddedStore store = Open())
        {
            await store.Accounts.SaveAsync(new AccountRecord { Id = id, Name = "ali" }, default);
            await store.Accounts.RaiseMarksAsync(id, marks);
        }

        using (var before = new SqliteConnection(Path.Combine(_folder.Path, "server.db"), create: false, vfs: null))
        {
            before.Execute("DROP TABLE shared; ALTER TABLE mark DROP COLUMN uid; ALTER TABLE account DROP COLUMN aliases; PRAGMA user_version=2;");
        }

        await using (EmbeddedStore store = Open())
        {
            Assert.Equal(marks with { Uid = 0 }, store.Accounts.Marks(id));
            await store.Accounts.RaiseMarksAsync(id, marks);
        }

        await using EmbeddedStore last = Open();
        Assert.Equal(marks, last.Accounts.Marks(id));
    }

    [Fact]
    public async Task Accounts_of_a_server_db_that_knew_no_aliases_stay_and_get_them()
    {
        var ali = new AccountRecord { Id = AccountId.New(), Name = "ali", Credentials = ["one"], Version = 3 };
        await using (EmbeddedStore store = Open())
        {
            await store.Accounts.SaveAsync(ali, default);
        }

        using (var before = new SqliteConnection(Path.Combine(_folder.Path, "server.db"), create: false, vfs: null))
        {
            before.Execute("DROP TABLE shared; ALTER TABLE account DROP COLUMN aliases; PRAGMA user_version=3;");
        }

        await using (EmbeddedStore store = Open())
        {
            Assert.Equal(["one"], store.Accounts.Find("ali")!.Credentials);
            Assert.Empty(store.Accounts.Find("ali")!.Aliases);
            Assert.True(await store.Accounts.UpdateAsync(ali.Id, static now => now with { Aliases = ["a"] }, default));
        }

        await using EmbeddedStore last = Open();
        Assert.Equal(ali.Id, last.Accounts.Find("a")!.Id);
    }

    [Fact]
    public async Task An_account_of_before_whose_name_could_not_be_made_any_more_is_as_it_was()
    {
        var ann = new AccountRecord { Id = AccountId.New(), Name = "ann" };
        await using (EmbeddedStore store = Open())
        {
            await store.Accounts.SaveAsync(ann, default);
        }

        using (var before = new SqliteConnection(Path.Combine(_folder.Path, "server.db"), create: false, vfs: null))
        {
            before.Execute("UPDATE account SET name = '-ann';");
        }

        await using EmbeddedStore again = Open();
        Assert.Equal(ann.Id, again.Accounts.Find("-ann")!.Id);
        Assert.True(await again.Accounts.UpdateAsync(ann.Id, static now => now with { IsDisabled = true, Aliases = ["a"] }, default));
        await Assert.ThrowsAsync<ArgumentException>(async () => await again.Accounts.UpdateAsync(ann.Id, static now => now with { Aliases = ["-a"] }, default));
        await again.Accounts.RemoveAsync(ann.Id, default);
        Assert.Null(again.Accounts.Find("-ann"));
    }

    [Fact]
    public async Task The_second_one_to_open_a_data_folder_is_refused_in_a_sentence()
    {
        await using EmbeddedStore store = Open();
        DataFolderException refused = Assert.Throws<DataFolderException>(() => DataFolder.Open(_folder.Path, create: true));
        Assert.True(refused.IsInUse);
        Assert.Contains("in use by another Postroom", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_missing_folder_is_made_only_when_asked_for()
    {
        string path = Path.Combine(_folder.Path, "not", "there");
        Assert.Contains(path, Assert.Throws<DataFolderException>(() => DataFolder.Open(path, create: false)).Message, StringComparison.Ordinal);
        DataFolder.Open(path, create: true).Dispose();
        Assert.True(Directory.Exists(path));
    }

    [Fact]
    public void A_folder_that_no_postroom_has_begun_is_no_data_folder_and_stays_as_it_is()
    {
        string path = Path.Combine(_folder.Path, "holiday");
        Directory.CreateDirectory(path);
        File.WriteAllText(Path.Combine(path, "photo"), "");
        Assert.Contains(path, Assert.Throws<DataFolderException>(() => DataFolder.Open(path, create: false)).Message, StringComparison.Ordinal);
        Assert.Equal([Path.Combine(path, "photo")], Directory.GetFileSystemEntries(path));
    }

    public void Dispose() => _folder.Dispose();

    private EmbeddedStore Open() =>
        EmbeddedStore.Open(DataFolder.Open(_folder.Path, create: true), new EmbeddedOptions { WriterLanes = 1, ReaderLanes = 1 }, TimeProvider.System);
}

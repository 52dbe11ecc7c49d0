using System.Text.Json;
using Postroom.Store.Embedded.Sqlite;
using Postroom.Store.Engine;

namespace Postroom.Store.Embedded.Directories;

/// <summary>server.db: what is about the server as a whole. Small and rarely written, so SQLite syncs each commit itself.</summary>
internal sealed class ServerDatabase : IDisposable
{
    private const int Version = 1;

    private readonly Lock _gate = new();
    private readonly SqliteConnection _connection;

    internal ServerDatabase(string path)
    {
        _connection = new SqliteConnection(path, create: true);
        try
        {
            _connection.Execute("PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;");
            using var get = new SqliteStatement(_connection, "PRAGMA user_version");
            get.Next();
            long version = get.Int64(0);
            get.Reset();
            if (version > Version)
            {
                throw new DataFolderException($"{path} was written by a later version of Postroom (schema {version}, this program knows {Version}).");
            }

            if (version == 0)
            {
                _connection.Execute(
                    """
                    BEGIN;
                    CREATE TABLE account(id TEXT PRIMARY KEY, name TEXT NOT NULL UNIQUE, disabled INTEGER NOT NULL, version INTEGER NOT NULL,
                        credentials TEXT NOT NULL) WITHOUT ROWID;
                    PRAGMA user_version=1;
                    COMMIT;
                    """);
            }
        }
        catch
        {
            _connection.Dispose();
            throw;
        }
    }

    internal List<AccountRecord> Accounts()
    {
        lock (_gate)
        {
            var accounts = new List<AccountRecord>();
            using var all = new SqliteStatement(_connection, "SELECT id, name, disabled, version, credentials FROM account");
            while (all.Next())
            {
                if (!AccountId.TryParse(all.Text(0), out AccountId id))
                {
                    throw new DataFolderException($"server.db holds an account with the identity '{all.Text(0)}', which is none.");
                }

                accounts.Add(new AccountRecord
                {
                    Id = id,
                    Name = all.Text(1),
                    IsDisabled = all.Int64(2) != 0,
                    Version = all.Int64(3),
                    Credentials = ReadCredentials(all.Text(4)),
                });
            }

            return accounts;
        }
    }

    internal void Save(AccountRecord account)
    {
        lock (_gate)
        {
            using var put = new SqliteStatement(
                _connection,
                """
                INSERT INTO account(id, name, disabled, version, credentials) VALUES(?1, ?2, ?3, ?4, ?5)
                ON CONFLICT(id) DO UPDATE SET name = ?2, disabled = ?3, version = ?4, credentials = ?5
                """);
            put.Bind(1, account.Id.ToString()).Bind(2, account.Name).Bind(3, account.IsDisabled ? 1 : 0).Bind(4, account.Version)
                .Bind(5, WriteCredentials(account.Credentials)).Run();
        }
    }

    internal void Remove(AccountId id)
    {
        lock (_gate)
        {
            using var remove = new SqliteStatement(_connection, "DELETE FROM account WHERE id = ?1");
            remove.Bind(1, id.ToString()).Run();
        }
    }

    public void Dispose() => _connection.Dispose();

    // A JSON array of strings: readable in the sqlite3 shell, whatever is in a verifier.
    private static string WriteCredentials(IReadOnlyList<string> credentials)
    {
        using var text = new MemoryStream();
        using (var json = new Utf8JsonWriter(text))
        {
            json.WriteStartArray();
            foreach (string credential in credentials)
            {
                json.WriteStringValue(credential);
            }

            json.WriteEndArray();
        }

        return System.Text.Encoding.UTF8.GetString(text.ToArray());
    }

    private static string[] ReadCredentials(string json)
    {
        using JsonDocument document = JsonDocument.Parse(json);
        return [.. document.RootElement.EnumerateArray().Select(static item => item.GetString()!)];
    }
}

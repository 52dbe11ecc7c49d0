using System.Text.Json;
using Postroom.Store.Embedded.Sqlite;
using Postroom.Store.Engine;

namespace Postroom.Store.Embedded.Directories;

/// <summary>server.db: what is about the server as a whole. Small and rarely written, so SQLite syncs each commit itself.</summary>
internal sealed class ServerDatabase : IDisposable
{
    private const int Version = 5;

    private readonly Lock _gate = new();
    private readonly SqliteConnection _connection;

    internal ServerDatabase(string path, string? vfs)
    {
        _connection = new SqliteConnection(path, create: true, vfs);
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

            if (version < 2)
            {
                _connection.Execute(
                    """
                    BEGIN;
                    CREATE TABLE mark(id TEXT PRIMARY KEY, generation INTEGER NOT NULL, sequence INTEGER NOT NULL, modseq INTEGER NOT NULL,
                        uidvalidity INTEGER NOT NULL) WITHOUT ROWID;
                    PRAGMA user_version=2;
                    COMMIT;
                    """);
            }

            if (version < 3)
            {
                _connection.Execute("BEGIN; ALTER TABLE mark ADD COLUMN uid INTEGER NOT NULL DEFAULT 0; PRAGMA user_version=3; COMMIT;");
            }

            if (version < 4)
            {
                _connection.Execute("BEGIN; ALTER TABLE account ADD COLUMN aliases TEXT NOT NULL DEFAULT '[]'; PRAGMA user_version=4; COMMIT;");
            }

            if (version < 5)
            {
                _connection.Execute(
                    """
                    BEGIN;
                    CREATE TABLE shared(principal TEXT NOT NULL, owner TEXT NOT NULL, PRIMARY KEY(principal, owner)) WITHOUT ROWID;
                    CREATE INDEX shared_by ON shared(owner);
                    PRAGMA user_version=5;
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
            using var all = new SqliteStatement(_connection, "SELECT id, name, disabled, version, credentials, aliases FROM account");
            while (all.Next())
            {
                accounts.Add(new AccountRecord
                {
                    Id = Identity(all.Text(0)),
                    Name = all.Text(1),
                    IsDisabled = all.Int64(2) != 0,
                    Version = all.Int64(3),
                    Credentials = ReadTexts(all.Text(4)),
                    Aliases = ReadTexts(all.Text(5)),
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
                INSERT INTO account(id, name, disabled, version, credentials, aliases) VALUES(?1, ?2, ?3, ?4, ?5, ?6)
                ON CONFLICT(id) DO UPDATE SET name = ?2, disabled = ?3, version = ?4, credentials = ?5, aliases = ?6
                """);
            put.Bind(1, account.Id.ToString()).Bind(2, account.Name).Bind(3, account.IsDisabled ? 1 : 0).Bind(4, account.Version)
                .Bind(5, WriteTexts(account.Credentials)).Bind(6, WriteTexts(account.Aliases)).Run();
        }
    }

    internal void Remove(AccountId id)
    {
        lock (_gate)
        {
            using var marks = new SqliteStatement(_connection, "DELETE FROM mark WHERE id = ?1");
            using var shared = new SqliteStatement(_connection, "DELETE FROM shared WHERE owner = ?1 OR principal = ?1");
            using var remove = new SqliteStatement(_connection, "DELETE FROM account WHERE id = ?1");
            Transact(() =>
            {
                marks.Bind(1, id.ToString()).Run();
                shared.Bind(1, id.ToString()).Run();
                remove.Bind(1, id.ToString()).Run();
            });
        }
    }

    /// <summary>Tells who has rights in whose account: principal and owner.</summary>
    internal void ReadShared(Action<AccountId, AccountId> found)
    {
        lock (_gate)
        {
            using var all = new SqliteStatement(_connection, "SELECT principal, owner FROM shared");
            while (all.Next())
            {
                found(Identity(all.Text(0)), Identity(all.Text(1)));
            }
        }
    }

    internal void NoteShared(AccountId principal, AccountId owner, bool isShared)
    {
        lock (_gate)
        {
            using var note = new SqliteStatement(
                _connection, isShared ? "INSERT OR IGNORE INTO shared(principal, owner) VALUES(?1, ?2)" : "DELETE FROM shared WHERE principal = ?1 AND owner = ?2");
            note.Bind(1, principal.ToString()).Bind(2, owner.ToString()).Run();
        }
    }

    internal Dictionary<AccountId, AccountMarks> Marks()
    {
        lock (_gate)
        {
            var marks = new Dictionary<AccountId, AccountMarks>();
            using var all = new SqliteStatement(_connection, "SELECT id, generation, sequence, modseq, uidvalidity, uid FROM mark");
            while (all.Next())
            {
                marks.Add(Identity(all.Text(0)), new AccountMarks(all.Int64(1), all.Int64(2), all.Int64(3), all.Int64(4), all.Int64(5)));
            }

            return marks;
        }
    }

    /// <summary>All of them by one sync.</summary>
    internal void Save(IReadOnlyDictionary<AccountId, AccountMarks> rows)
    {
        lock (_gate)
        {
            using var put = new SqliteStatement(_connection, "REPLACE INTO mark(id, generation, sequence, modseq, uidvalidity, uid) VALUES(?1, ?2, ?3, ?4, ?5, ?6)");
            Transact(() =>
            {
                foreach ((AccountId id, AccountMarks marks) in rows)
                {
                    put.Bind(1, id.ToString()).Bind(2, marks.Generation).Bind(3, marks.Sequence).Bind(4, marks.ModSeq).Bind(5, marks.UidValidity)
                        .Bind(6, marks.Uid).Run();
                }
            });
        }
    }

    /// <summary>Moves the WAL into server.db: what is written next stands at its beginning.</summary>
    internal void WriteBack()
    {
        lock (_gate)
        {
            _connection.Checkpoint((int)CheckpointMode.Passive, out _);
        }
    }

    public void Dispose() => _connection.Dispose();

    private void Transact(Action work)
    {
        _connection.Execute("BEGIN");
        try
        {
            work();
            _connection.Execute("COMMIT");
        }
        catch
        {
            _connection.Rollback();
            throw;
        }
    }

    private static AccountId Identity(string text) => AccountId.TryParse(text, out AccountId id)
        ? id
        : throw new DataFolderException($"server.db holds an account with the identity '{text}', which is none.");

    // A JSON array of strings: readable in the sqlite3 shell, whatever is in a verifier.
    private static string WriteTexts(IReadOnlyList<string> texts)
    {
        using var text = new MemoryStream();
        using (var json = new Utf8JsonWriter(text))
        {
            json.WriteStartArray();
            foreach (string item in texts)
            {
                json.WriteStringValue(item);
            }

            json.WriteEndArray();
        }

        return System.Text.Encoding.UTF8.GetString(text.ToArray());
    }

    private static string[] ReadTexts(string json)
    {
        using JsonDocument document = JsonDocument.Parse(json);
        var texts = new string[document.RootElement.GetArrayLength()];
        for (int i = 0; i < texts.Length; i++)
        {
            texts[i] = document.RootElement[i].GetString()!;
        }

        return texts;
    }
}

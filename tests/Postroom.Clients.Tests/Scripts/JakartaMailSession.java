import jakarta.mail.*;
import jakarta.mail.event.*;
import jakarta.mail.internet.*;
import jakarta.mail.search.*;
import java.io.*;
import java.nio.charset.StandardCharsets;
import java.nio.file.*;
import java.util.*;
import java.util.concurrent.*;
import com.sun.mail.imap.*;

/**
 * A mail program built on Jakarta Mail: `first` fills its cache, `again` brings the cache up to date by QRESYNC alone.
 * Leaves cache (a line with UIDVALIDITY and HIGHESTMODSEQ, then one a message), and in VISIT.log what went over the wire
 * inside TLS and DEFLATE.
 */
public class JakartaMailSession {
    private final String visit, user;
    private final int port, tlsPort;
    private Session session;
    private final SortedMap<Long, String> cache = new TreeMap<>();

    public static void main(String[] arguments) {
        try {
            new JakartaMailSession(arguments).run();
        } catch (Throwable e) {
            e.printStackTrace();
            System.exit(1);    // its threads would keep it
        }
        System.out.println("done");
        System.exit(0);
    }

    private JakartaMailSession(String[] arguments) {
        visit = arguments[0];
        port = Integer.parseInt(arguments[1]);
        tlsPort = Integer.parseInt(arguments[2]);
        user = arguments[3];
    }

    private void run() throws Exception {
        IMAPStore store = connect(true);
        if (visit.equals("first")) {
            fill(store);
            idle();
        } else {
            refresh(store);
        }
        store.close();
    }

    private IMAPStore connect(boolean tls) throws Exception {
        Properties p = new Properties();
        p.put("mail.imaps.ssl.trust", "localhost");
        p.put("mail.imaps.compress.enable", "true");
        p.put("mail.imap.usesocketchannels", "true");
        p.put("mail.mime.allowutf8", "true");
        session = Session.getInstance(p);
        session.setDebugOut(new PrintStream(new FileOutputStream((tls ? visit : "idle") + ".log", true), true, "UTF-8"));
        session.setDebug(true);
        IMAPStore store = (IMAPStore) session.getStore(tls ? "imaps" : "imap");
        store.connect("localhost", tls ? tlsPort : port, user, "secret");
        return store;
    }

    private void fill(IMAPStore store) throws Exception {
        // Mailboxes: a name in other scripts, its child, a new name, an end.
        IMAPFolder projects = (IMAPFolder) store.getFolder("Проекты");
        must(projects.create(Folder.HOLDS_MESSAGES | Folder.HOLDS_FOLDERS), "create");
        must(store.getFolder("Проекты/日本語 & Ünïcode").create(Folder.HOLDS_MESSAGES), "create a child");
        must(projects.renameTo(store.getFolder("Projekte")), "rename");
        IMAPFolder deep = (IMAPFolder) store.getFolder("Projekte/日本語 & Ünïcode");
        must(deep.exists(), "the child went with it");
        deep.setSubscribed(true);
        must(deep.isSubscribed(), "subscribe");
        Set<String> uses = new HashSet<>();
        for (Folder folder : store.getDefaultFolder().list("*"))
            uses.addAll(List.of(((IMAPFolder) folder).getAttributes()));
        must(uses.containsAll(List.of("\\Drafts", "\\Sent", "\\Junk", "\\Trash", "\\Archive")), "special uses: " + uses);

        // A letter with an attachment.
        MimeMessage letter = new MimeMessage(null, new ByteArrayInputStream(Files.readAllBytes(Path.of("letter.eml"))));
        letter.setFlag(Flags.Flag.SEEN, true);
        letter.setFlags(new Flags("$Forwarded"), true);
        AppendUID[] stored = deep.appendUIDMessages(new Message[] { letter, letter });
        must(stored.length == 2 && stored[0] != null && stored[1].uid > stored[0].uid, "APPENDUID");
        deep.open(Folder.READ_WRITE);
        Message back = deep.getMessageByUID(stored[0].uid);
        must(back.getSubject().equals("Grüße mit Anhang"), back.getSubject());
        must(((InternetAddress) back.getFrom()[0]).getPersonal().equals("Jürgen"), "From");
        Multipart parts = (Multipart) back.getContent();
        must(parts.getBodyPart(0).getContent().equals("Schöne Grüße."), "the text");
        must(new String(parts.getBodyPart(1).getInputStream().readAllBytes(), StandardCharsets.US_ASCII).equals("%PDF-1.4\n"), "the attachment");
        must(back.isSet(Flags.Flag.SEEN) && back.getFlags().contains("$Forwarded"), "flags");
        ByteArrayOutputStream octets = new ByteArrayOutputStream();
        back.writeTo(octets);
        must(Arrays.equals(octets.toByteArray(), Files.readAllBytes(Path.of("letter.eml"))), "octets");
        // In ASCII: once UTF8=ACCEPT is enabled it sends the low half of each other character, and gets BAD.
        must(deep.search(new AndTerm(new SubjectTerm("mit anhang"), new FlagTerm(new Flags("$Forwarded"), true))).length == 2, "search");
        deep.moveMessages(new Message[] { deep.getMessageByUID(stored[1].uid) }, store.getFolder("Archive"));
        deep.close(true);

        // One whose header fields are bare UTF-8, met and stored: read as what it is where UTF8=ACCEPT is enabled.
        IMAPFolder bare = (IMAPFolder) store.getFolder("Bare");
        bare.appendMessages(new Message[] { new MimeMessage(null, new ByteArrayInputStream(Files.readAllBytes(Path.of("bare.eml")))) });
        bare.open(Folder.READ_ONLY);
        must(bare.getMessageCount() == 2, "one more");
        for (Message m : bare.getMessages()) {
            ByteArrayOutputStream whole = new ByteArrayOutputStream();
            m.writeTo(whole);
            must(Arrays.equals(whole.toByteArray(), Files.readAllBytes(Path.of("bare.eml"))), "octets");
            must(m.getSubject().equals("Grüße, nackt"), m.getSubject());
            must(((InternetAddress) m.getFrom()[0]).getPersonal().equals("Jürgen"), "From");
        }
        bare.close(false);

        // The INBOX goes into the cache.
        IMAPFolder inbox = (IMAPFolder) store.getFolder("INBOX");
        inbox.open(Folder.READ_WRITE, ResyncData.CONDSTORE);
        FetchProfile all = new FetchProfile();
        all.add(FetchProfile.Item.ENVELOPE);
        all.add(FetchProfile.Item.FLAGS);
        all.add(UIDFolder.FetchProfileItem.UID);
        inbox.fetch(inbox.getMessages(), all);
        for (Message m : inbox.getMessages())
            remember(inbox, m);
        save(inbox.getUIDValidity(), inbox.getHighestModSeq());
        inbox.getMessage(3).setFlags(new Flags("Later"), true);
        inbox.close(false);
    }

    // IDLE by one thread for any number of mailboxes; another session delivers meanwhile.
    private void idle() throws Exception {
        IMAPStore store = connect(false);
        IdleManager manager = new IdleManager(session, Executors.newCachedThreadPool());
        IMAPFolder inbox = (IMAPFolder) store.getFolder("INBOX");
        inbox.open(Folder.READ_ONLY);
        CompletableFuture<Integer> arrived = new CompletableFuture<>();
        inbox.addMessageCountListener(new MessageCountAdapter() {
            @Override
            public void messagesAdded(MessageCountEvent e) {
                arrived.complete(e.getMessages()[0].getMessageNumber());
            }
        });
        manager.watch(inbox);
        IMAPStore other = connect(true);
        MimeMessage letter = new MimeMessage((Session) null);
        letter.setSubject("while idle");
        letter.setText("x");
        ((IMAPFolder) other.getFolder("INBOX")).appendMessages(new Message[] { letter });
        other.close();
        must(arrived.get(30, TimeUnit.SECONDS) == 6, "the number of the new one");
        inbox.close(false);
        store.close();
        manager.stop();
    }

    private void refresh(IMAPStore store) throws Exception {
        List<String> lines = Files.readAllLines(Path.of("cache"));
        String[] state = lines.get(0).split(" ");
        for (String line : lines.subList(1, lines.size()))
            cache.put(Long.parseLong(line.substring(0, line.indexOf(' '))), line.substring(line.indexOf(' ') + 1));
        IMAPFolder inbox = (IMAPFolder) store.getFolder("INBOX");
        List<MailEvent> events = inbox.open(Folder.READ_WRITE,
            new ResyncData(Long.parseLong(state[0]), Long.parseLong(state[1]), 1, cache.lastKey()));
        for (MailEvent event : events) {
            if (event instanceof MessageVanishedEvent) {
                for (long uid : ((MessageVanishedEvent) event).getUIDs())
                    cache.remove(uid);
            } else {
                remember(inbox, ((MessageChangedEvent) event).getMessage());
            }
        }
        for (Message m : inbox.getMessagesByUID(cache.lastKey() + 1, UIDFolder.LASTUID)) {
            if (m != null)
                remember(inbox, m);
        }
        save(inbox.getUIDValidity(), inbox.getHighestModSeq());
        inbox.close(false);
    }

    private void remember(IMAPFolder folder, Message m) throws Exception {
        SortedSet<String> flags = new TreeSet<>();
        for (Flags.Flag flag : m.getFlags().getSystemFlags())
            flags.add(flag == Flags.Flag.SEEN ? "\\seen" : flag == Flags.Flag.FLAGGED ? "\\flagged" : flag == Flags.Flag.ANSWERED ? "\\answered"
                : flag == Flags.Flag.DELETED ? "\\deleted" : flag == Flags.Flag.DRAFT ? "\\draft" : "");
        for (String keyword : m.getFlags().getUserFlags())
            flags.add(keyword.toLowerCase(Locale.ROOT));
        flags.remove("");
        cache.put(folder.getUID(m), m.getSubject() + " (" + String.join(" ", flags) + ")");
    }

    private void save(long uidValidity, long modSeq) throws IOException {
        List<String> lines = new ArrayList<>(List.of(uidValidity + " " + modSeq));
        cache.forEach((uid, line) -> lines.add(uid + " " + line));
        Files.write(Path.of("cache"), lines);
    }

    private static void must(boolean so, String what) {
        if (!so)
            throw new AssertionError(what);
    }
}

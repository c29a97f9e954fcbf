/**
 * Words of signing in, registering and the account page. Customers and staff read the same ones.
 */
export const account = {
  email: 'E-mail',
  password: 'Password',
  currentPassword: 'Current password',
  newPassword: 'New password',
  name: 'Name',
  passwordHint: (length: number) => `At least ${length} characters. A few words are easier to keep than signs.`,

  signIn: {
    title: 'Sign in',
    lead: (merchant: string) => `To your wallets and orders at ${merchant}.`,
    submit: 'Sign in',
    busy: 'Signing in',
    other: 'New here?',
    otherLink: 'Register',
  },

  register: {
    title: 'Register',
    lead: (merchant: string) => `An account keeps your wallets and orders at ${merchant} together.`,
    submit: 'Register',
    busy: 'Registering',
    other: 'Registered already?',
    otherLink: 'Sign in',
  },

  page: {
    title: 'Account',
    signedInAs: 'Signed in as',
    roles: {
      customer: 'Customer',
      owner: 'Owner',
      operator: 'Operator',
      finance: 'Finance',
      support: 'Support',
      viewer: 'Viewer',
      engineer: 'Engineer',
    },
    signOut: 'Sign out',
    signOutText: 'Signing out ends this browser’s session. Your other browsers stay signed in.',
    dashboard: 'To the dashboard',
    password: 'Password',
    passwordText: 'Changing it signs you out everywhere else.',
    change: 'Change password',
    changing: 'Changing password',
    changed: 'Password changed',
    changedText: 'Every other browser is signed out.',
  },

  failed: 'Not done',
  unreachable: 'No answer came. Check the connection, then try again.',

  /** Said above a form that came back without script, by the refusal's code. */
  problems: {
    wrong_credentials: {
      title: 'Not signed in',
      text: 'The e-mail address or the password is not right. Check both and try again.',
    },
    wrong_password: { title: 'Not changed', text: 'The current password is not right. Enter it again.' },
    email_taken: {
      title: 'Not registered',
      text: 'This e-mail address cannot be registered. Sign in, or use another one.',
    },
    invalid_input: {
      title: 'Not accepted',
      text: 'Something is missing or too short. Fill in every field and try again.',
    },
  } as Readonly<Record<string, { readonly title: string; readonly text: string }>>,
} as const;
